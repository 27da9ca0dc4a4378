import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deployTask, fixture, pkgId } from '../../test/fixture.ts';
import { callIn, component, type Wire, work } from '../../test/real-device.ts';

/** What happens to one request of the device. */
type Fate =
  | 'fine'
  /** It arrives twice. */
  | 'twice'
  /** Its reply is lost, the device repeats it. */
  | 'repeated'
  /** It is lost, or its reply is, and the device gives up the session. */
  | 'requestLost'
  | 'replyLost';

const FATES: readonly Fate[] = [
  'fine',
  'fine',
  'fine',
  'fine',
  'twice',
  'repeated',
  'requestLost',
  'replyLost',
];

class Lost extends Error {}

/** The wire with a fate for each request, in order; fine when they are used up. */
function troubled(wire: Wire, fates: Fate[]): Wire {
  return {
    ...wire,
    async send(input) {
      const fate = fates.shift() ?? 'fine';
      if (fate === 'requestLost') throw new Lost('request');
      const first = await wire.send(input);
      if (fate === 'replyLost') throw new Lost('reply');
      if (fate === 'fine') return first;
      const second = await wire.send(input);
      assert.deepEqual(second, first);
      return second;
    },
  };
}

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
        assert.deepEqual([...device.known].sort(), ['tk_1-0-1', 'tk_1-1-1', 'tk_1-a-1']);
        const active = device.components.filter((each) => each.active).map((each) => each.version);
        assert.deepEqual(active, breaks ? ['1.0', '1.0'] : ['2.0', '2.0']);
        const ends = store.events.filter((event) => event.state === task?.state);
        assert.equal(ends.length, 1, 'the end is told once');
      },
    ),
    { numRuns: 60 },
  );
});
