import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Failure } from '../src/base/failure.ts';
import type { Change, Installer } from '../src/installers/installer.ts';
import type { PackageRecord } from '../src/journal/packages.ts';
import { freshFolder } from './folder.ts';
import type { Sample } from './packages.ts';

/** What the contract needs to know of a kind of installer. */
export interface Kind<U> {
  readonly name: string;
  /** Reason why it cannot run here. */
  readonly skip?: string;
  /** `kept`: packages of ours that were activated, so that they can be brought back; `held`: all that were staged. */
  open(
    state: string,
    kept: () => readonly PackageRecord[],
    held: () => readonly PackageRecord[],
  ): Installer<U>;
  /** A package of component `one` or `two`. */
  make(name: 'one' | 'two', version: string): Sample;
  /** One that cannot be activated, for a reason found before or while switching. */
  broken(name: 'two', version: string, state: string): Sample;
  readonly canDeactivate: boolean;
  /** What is broken is the unpacked file, spoiled before the switch. */
  readonly spoiled?: true;
}

const change = (over: Partial<Change>): Change => ({ activate: [], deactivate: [], remove: [], ...over });

/** Every installer: stage is inactive, activation is all or none, revert brings the old state back. */
export function installerContract<U>(kind: Kind<U>): void {
  const check = (title: string, body: (rig: ReturnType<typeof rigOf<U>>) => Promise<void>) => {
    const options = kind.skip === undefined ? {} : { skip: kind.skip };
    test(`${kind.name}: ${title}`, options, (t) => body(rigOf(t, kind)));
  };
  check('nothing is active in the beginning', async ({ versions }) => assert.deepEqual(await versions(), []));
  check('staging activates nothing', async ({ stage, versions }) => {
    await stage(kind.make('one', '1.0'));
    assert.deepEqual(await versions(), []);
  });
  check('staging twice is harmless, and what was staged is as signed', async ({ stage, installer }) => {
    const one = kind.make('one', '1.0');
    await stage(one);
    await stage(one);
    await installer.check(one.verified, one.pkgId);
  });
  check('two components are switched together, updated together', async ({ switchTo, versions }) => {
    await switchTo([kind.make('one', '1.0'), kind.make('two', '1.0')]);
    assert.deepEqual(await versions(), ['one 1.0', 'two 1.0']);
    await switchTo([kind.make('one', '2.0'), kind.make('two', '2.0')]);
    assert.deepEqual(await versions(), ['one 2.0', 'two 2.0']);
  });
  check('applying again changes nothing', async ({ stage, installer, versions }) => {
    const one = kind.make('one', '1.0');
    await stage(one);
    const wanted = change({ activate: [one.record] });
    const undo = await installer.plan(wanted);
    assert.ok(undo !== undefined);
    await installer.apply(wanted, undo);
    await installer.apply(wanted, undo);
    assert.deepEqual(await versions(), ['one 1.0']);
  });
  check(
    'revert brings the old versions back, twice as well as once',
    async ({ switchTo, installer, versions }) => {
      await switchTo([kind.make('one', '1.0')]);
      const undo = await switchTo([kind.make('one', '2.0'), kind.make('two', '1.0')]);
      assert.deepEqual(await versions(), ['one 2.0', 'two 1.0']);
      await installer.revert(undo);
      await installer.revert(undo);
      assert.deepEqual(await versions(), ['one 1.0']);
    },
  );
  check(
    'a member that fails can be undone with all others',
    async ({ state, stage, installer, switchTo, versions }) => {
      await switchTo([kind.make('one', '1.0'), kind.make('two', '1.0')]);
      const one = kind.make('one', '2.0');
      const two = kind.broken('two', '2.0', state);
      await stage(one);
      await stage(two).catch(() => undefined);
      const wanted = change({ activate: [one.record, two.record] });
      const undo = await installer.plan(wanted);
      assert.ok(undo !== undefined);
      if (kind.spoiled === true) spoil(state, two);
      await assert.rejects(installer.apply(wanted, undo), (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.component, two.member.component);
        return true;
      });
      await installer.revert(undo);
      assert.deepEqual(await versions(), ['one 1.0', 'two 1.0']);
    },
  );
  check('a removed component is gone and can come back', async ({ switchTo, installer, versions }) => {
    await switchTo([kind.make('one', '1.0'), kind.make('two', '1.0')]);
    const wanted = change({ remove: [kind.make('one', '1.0').member.component] });
    const undo = await installer.plan(wanted);
    assert.ok(undo !== undefined);
    await installer.apply(wanted, undo);
    assert.deepEqual(await versions(), ['two 1.0']);
    await installer.revert(undo);
    assert.deepEqual(await versions(), ['one 1.0', 'two 1.0']);
  });
  check(
    'deactivation takes one away, or is refused as not implemented',
    async ({ switchTo, installer, versions }) => {
      await switchTo([kind.make('one', '1.0')]);
      const wanted = change({ deactivate: [kind.make('one', '1.0').member.component] });
      if (!kind.canDeactivate) {
        await assert.rejects(installer.plan(wanted), { code: 1411 });
        return;
      }
      const undo = await installer.plan(wanted);
      assert.ok(undo !== undefined);
      await installer.apply(wanted, undo);
      assert.deepEqual(await versions(), []);
    },
  );
  check('a change of others is no part of it', async ({ installer }) => {
    assert.equal(await installer.plan(change({ remove: ['nobody'] })), undefined);
  });
  check('the active components tell the package they came from', async ({ switchTo, installer }) => {
    const one = kind.make('one', '1.0');
    await switchTo([one]);
    await installer.refresh?.();
    assert.deepEqual(
      installer.active().map(({ id, pkgId }) => ({ id, pkgId })),
      [{ id: one.member.component, pkgId: one.pkgId }],
    );
  });
}

function spoil(state: string, { pkgId, record }: Sample): void {
  const path = record.manifest.files[0]?.path ?? '';
  writeFileSync(join(state, 'store', pkgId.slice(7), path), 'other bytes');
}

function rigOf<U>(t: TestContext, kind: Kind<U>) {
  const state = freshFolder(t);
  const kept: PackageRecord[] = [];
  const held: PackageRecord[] = [];
  const installer = kind.open(
    state,
    () => kept,
    () => held,
  );
  const stage = async (one: Sample) => {
    const file = join(state, `${one.pkgId.slice(7, 19)}.pkg`);
    writeFileSync(file, one.bytes);
    await installer.stage(one.verified, one.pkgId, file);
    held.push(one.record);
  };
  return {
    state,
    installer,
    stage,
    async versions() {
      await installer.refresh?.();
      return installer
        .active()
        .filter(({ broken }) => broken === undefined)
        .map(({ id, version }) => `${id.replace(/^.*[:.]/, '')} ${version}`)
        .sort();
    },
    /** Stages and activates; what was activated is kept. */
    async switchTo(samples: readonly Sample[]): Promise<U> {
      for (const one of samples) await stage(one);
      const wanted = change({ activate: samples.map(({ record }) => record) });
      const undo = await installer.plan(wanted);
      assert.ok(undo !== undefined);
      await installer.apply(wanted, undo);
      kept.push(...samples.map(({ record }): PackageRecord => ({ ...record, place: 'active' })));
      return undo;
    },
  };
}
