import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deployOrder, type Fate, newTask, session, startDrive, task } from '../../test/drive.ts';
import { type Behaviour, fakeDevice, install, installed } from '../../test/fake-device.ts';
import type { TaskFacts } from './task.ts';

const fates = fc.array(
  fc.array(fc.constantFrom<Fate>('fine', 'fine', 'fine', 'fine', 'request', 'reply'), { maxLength: 9 }),
  {
    maxLength: 8,
  },
);

/** True while no two records of one part are open at once. */
function oneOpenEach(facts: TaskFacts): boolean {
  const open = facts.operations
    .filter((record) => record.endedAt === undefined)
    .map((record) => record.correlator.slice(0, record.correlator.lastIndexOf('-')));
  return new Set(open).size === open.length;
}

const STORIES: readonly {
  name: string;
  behaviour: Partial<Behaviour>;
  end: string;
  after: readonly string[];
}[] = [
  { name: 'happy', behaviour: {}, end: 'verified', after: ['com.a 2.0 20', 'com.b 2.0 20'] },
  {
    name: 'declined',
    behaviour: { consent: 'no' },
    end: 'declined',
    after: ['com.a 1.0 20', 'com.b 1.0 20'],
  },
  {
    name: 'reports lost',
    behaviour: { losesReports: true },
    end: 'verified',
    after: ['com.a 2.0 20', 'com.b 2.0 20'],
  },
  {
    name: 'activation fails',
    behaviour: { activations: { 'com.b': 1409 } },
    end: 'failed',
    after: ['com.a 1.0 20', 'com.a 2.0 10', 'com.b 1.0 20', 'com.b 2.0 10'],
  },
];

for (const { name, behaviour, end, after } of STORIES) {
  test(`whatever messages are lost, the end is the same: ${name}`, () => {
    fc.assert(
      fc.property(fates, fc.integer({ min: 1, max: 12 }), (schedule, takenMax) => {
        const device = fakeDevice(behaviour);
        for (const id of ['com.a', 'com.b'])
          install(device, id, { id, version: '1.0', pkgId: `sha256:${id}@1.0`, state: 20 });
        const drive = startDrive(newTask('t1', deployOrder(['com.a', 'com.b'])));
        for (const lost of [...schedule, [], [], [], [], []]) {
          session(drive, device, undefined, lost, takenMax);
          assert.ok(oneOpenEach(task(drive)), JSON.stringify(task(drive).operations));
        }
        assert.equal(task(drive).state, end);
        assert.deepEqual(installed(device), after);
        assert.equal(new Set(device.effects).size, device.effects.length);
        assert.ok(
          device.effects.every((correlator) => correlator.endsWith('-1')),
          'nothing is ordered anew',
        );
      }),
      { numRuns: 300 },
    );
  });
}

test('whatever messages are lost, a plain client is ordered once', () => {
  fc.assert(
    fc.property(fates, (schedule) => {
      const device = fakeDevice({ lists: false, sets: false, primitives: ['DownloadInstallInactive'] });
      install(device, 'com.a', { id: 'com.a', version: '1.0', pkgId: '', state: 20 });
      const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
      for (const lost of [...schedule, [], [], [], []]) session(drive, device, undefined, lost);
      assert.equal(task(drive).state, 'verified');
      assert.deepEqual(device.effects, ['t1-0-1', 't1-a0-1']);
    }),
    { numRuns: 300 },
  );
});
