import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderDigest, freshFolder } from '../../test/folder.ts';
import { installerContract } from '../../test/installer-contract.ts';
import { sample } from '../../test/packages.ts';
import { currentGeneration, generationInstaller, sweepGenerations } from './generation.ts';
import { sweepStore, unpack } from './store.ts';

installerContract({
  name: 'generation',
  open: (state) => generationInstaller(state),
  make: (name, version) => sample(`com.example.${name}`, version),
  broken: (name, version) => sample(`com.example.${name}`, version),
  canDeactivate: true,
  spoiled: true,
});

async function activated(state: string, version: string) {
  const installer = generationInstaller(state);
  const one = sample('com.example.one', version);
  const file = join(state, 'one.pkg');
  writeFileSync(file, one.bytes);
  await installer.stage(one.verified, one.pkgId, file);
  const change = { activate: [one.record], deactivate: [], remove: [] };
  const undo = await installer.plan(change);
  assert.ok(undo);
  await installer.apply(change, undo);
  return { installer, undo, one };
}

test('the pointer is one relative link, the generation has one link a component', async (t) => {
  const state = freshFolder(t);
  const { one } = await activated(state, '1.0');
  assert.equal(readlinkSync(join(state, 'current')), 'generations/1');
  assert.equal(readlinkSync(join(state, 'current/com.example.one')), `../../store/${one.pkgId.slice(7)}`);
});

test('a half-written generation of an earlier crash is no obstacle', async (t) => {
  const state = freshFolder(t);
  mkdirSync(join(state, 'generations/1'), { recursive: true });
  writeFileSync(join(state, 'generations/1/generation.json'), '{"comp');
  const { undo } = await activated(state, '1.0');
  assert.deepEqual(undo, { from: 0, to: 2 });
  assert.equal(currentGeneration(state), 2);
});

test('a pointer elsewhere is refused, not followed', (t) => {
  const state = freshFolder(t);
  symlinkSync('/etc', join(state, 'current'));
  assert.throws(() => currentGeneration(state), /points outside/);
});

test('going back to nothing takes the pointer away', async (t) => {
  const state = freshFolder(t);
  const { installer, undo } = await activated(state, '1.0');
  await installer.revert(undo);
  assert.equal(existsSync(join(state, 'current')), false);
  assert.deepEqual(installer.active(), []);
});

test('sweeping keeps the current generation and what it needs', async (t) => {
  const state = freshFolder(t);
  await activated(state, '1.0');
  const { one } = await activated(state, '2.0');
  sweepGenerations(state);
  sweepStore(join(state, 'store'), new Set([one.pkgId.slice(7)]));
  assert.deepEqual(readdirSync(join(state, 'generations')), ['2']);
  assert.deepEqual(readdirSync(join(state, 'store')), [one.pkgId.slice(7)]);
});

for (const name of ['.', '..', 'generation.json']) {
  test(`a component cannot be called ${name}`, async (t) => {
    const state = freshFolder(t);
    const odd = sample(name, '1.0');
    const before = folderDigest(state);
    const installer = generationInstaller(state);
    await assert.rejects(installer.stage(odd.verified, odd.pkgId, '/nowhere'), { code: 1413 });
    assert.notEqual(before, folderDigest(state), 'only the empty folders were made');
    assert.deepEqual(readdirSync(join(state, 'store')), []);
  });
}

const cuts = [0, 1, 12, 500, -1];
for (const cut of cuts) {
  test(`a file cut at ${cut} leaves nothing in the store`, (t) => {
    const state = freshFolder(t);
    const store = join(state, 'store');
    mkdirSync(store);
    const one = sample('com.example.one', '1.0');
    writeFileSync(join(state, 'f'), one.bytes.subarray(0, cut < 0 ? one.bytes.length + cut : cut));
    assert.throws(() => unpack(store, one.verified, one.pkgId, join(state, 'f')));
    assert.deepEqual(readdirSync(store), []);
  });
}

test('a byte changed after the download is found while unpacking', (t) => {
  const state = freshFolder(t);
  const store = join(state, 'store');
  mkdirSync(store);
  const one = sample('com.example.one', '1.0');
  const bytes = Uint8Array.from(one.bytes);
  bytes[bytes.length - 2]! ^= 1;
  writeFileSync(join(state, 'f'), bytes);
  assert.throws(() => unpack(store, one.verified, one.pkgId, join(state, 'f')), { reason: 'digest' });
  assert.deepEqual(readdirSync(store), []);
});

test('a link waiting in the store is not written through', (t) => {
  const state = freshFolder(t);
  const outside = freshFolder(t);
  writeFileSync(join(outside, 'precious'), 'precious');
  const before = folderDigest(outside);
  const store = join(state, 'store');
  mkdirSync(store);
  const one = sample('com.example.one', '1.0');
  symlinkSync(outside, join(store, `${one.pkgId.slice(7)}.part`));
  symlinkSync(outside, join(store, one.pkgId.slice(7)));
  writeFileSync(join(state, 'f'), one.bytes);
  unpack(store, one.verified, one.pkgId, join(state, 'f'));
  assert.equal(folderDigest(outside), before);
  assert.deepEqual(readdirSync(join(store, one.pkgId.slice(7))), ['bin']);
});

test('a package file that is a link is refused', (t) => {
  const state = freshFolder(t);
  const store = join(state, 'store');
  mkdirSync(store);
  const one = sample('com.example.one', '1.0');
  writeFileSync(join(state, 'f'), one.bytes);
  symlinkSync(join(state, 'f'), join(state, 'link'));
  assert.throws(() => unpack(store, one.verified, one.pkgId, join(state, 'link')), { code: 'ELOOP' });
});
