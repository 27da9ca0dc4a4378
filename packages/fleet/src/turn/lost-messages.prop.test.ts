import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deployTask, fixture, pkgId } from '../../test/fixture.ts';
import { callIn, component, work } from '../../test/real-device.ts';
import { FATES, Lost, troubled } from '../../test/troubled-wire.ts';

test('whatever the wire does, both sides end alike and every order took effect once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...FATES), { maxLength: 40 }),
      fc.constantFrom('basic' as const, 'md5' as const),
      fc.boolean(),
      async (fates, scheme, breaks) => {
        const made = fixture([deployTask('tk_1', ['com.a', 'com.b'])], scheme);
        const { device, ports, store } = made;
        device.components = ['com.a', 'com.b'].map((id) => component(id, '1.0', pkgId(1), true));
        if (breaks) device.broken = 'com.b';
        const wire = troubled(made.wire, fates);
        for (
          let sessions = 0;
          sessions < 60 && store.tasks.get('tk_1')?.nextCheckAt !== null;
          sessions += 1
        ) {
          await callIn(device, wire).catch((error: unknown) => assert.ok(error instanceof Lost));
          ports.time += 60_000;
          work(device, ports.now());
        }
        const task = store.tasks.get('tk_1');
        assert.equal(task?.state, breaks ? 'failed' : 'verified', task?.reason);
        assert.deepEqual([...device.known].sort(), ['tk-1-0-1', 'tk-1-1-1', 'tk-1-a-1']);
        const active = device.components.filter((each) => each.active).map((each) => each.version);
        assert.deepEqual(active, breaks ? ['1.0', '1.0'] : ['2.0', '2.0']);
        const ends = store.events.filter((event) => event.state === task?.state);
        assert.equal(ends.length, 1, 'the end is told once');
      },
    ),
    { numRuns: 60 },
  );
});
