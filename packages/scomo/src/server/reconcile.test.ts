import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask, session, startDrive, task } from '../../test/drive.ts';
import { fakeDevice, install } from '../../test/fake-device.ts';
import { SERVER_LIMITS } from '../limits.ts';
import { applyEvents } from './apply-events.ts';
import { NOTHING_KNOWN } from './knowledge.ts';
import { nextCommands } from './reconcile.ts';

const ENV = { now: NOW, packageUrl: () => 'http://h/p' };

test('a device without an open task is asked nothing', () => {
  assert.deepEqual(nextCommands(NOTHING_KNOWN, [], ENV).commands, []);
  const done = { ...newTask('t1', { kind: 'inventory' }), state: 'verified' as const };
  assert.deepEqual(nextCommands(NOTHING_KNOWN, [done], ENV).commands, []);
});

test('an inventory task is verified by a whole read', () => {
  const device = fakeDevice();
  install(device, 'a', { id: 'com.a', version: '1.0', pkgId: 'sha256:x', state: 20 });
  const drive = startDrive(newTask('t1', { kind: 'inventory' }));
  session(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(drive.inventory?.deployed, [
    {
      uri: './SCOMO/Inventory/Deployed/a',
      id: 'com.a',
      name: '',
      version: '1.0',
      description: '',
      envType: '',
      pkgIdRef: 'sha256:x',
      state: 20,
      status: 10,
    },
  ]);
  assert.equal(drive.inventory?.sets, true);
});

test('a reading that was over before the order was given does not count for it', () => {
  const device = fakeDevice();
  const known = {
    ...NOTHING_KNOWN,
    roots: ['./SCOMO'],
    inventory: { deployed: [], delivered: [], downloads: [], sets: true, setUris: [] },
  };
  const next = nextCommands(known, [newTask('t1', { kind: 'inventory' })], ENV);
  assert.equal(next.commands[0]?.tag, 'get|./SCOMO/Inventory/Deployed');
  assert.equal(next.sent(4).tasks[0]?.state, 'planned');
  assert.equal(device.effects.length, 0);
});

test('an inventory task does not wait for a deploy task', () => {
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])), newTask('t2', { kind: 'inventory' }));
  session(drive, fakeDevice());
  assert.equal(task(drive, 't1').state, 'waiting');
  assert.equal(task(drive, 't2').state, 'verified');
});

test('a device without a SCOMO object fails its tasks', () => {
  const device = fakeDevice();
  device.tree = { '.': null, './DevInfo': null };
  const drive = startDrive(newTask('t1', deployOrder(['com.a'])));
  session(drive, device);
  assert.deepEqual(
    [task(drive).state, task(drive).code, task(drive).reason],
    ['failed', 404, 'no such node (404): the device has no SCOMO object'],
  );
});

test('only what has left is remembered', () => {
  const { sent } = nextCommands(NOTHING_KNOWN, [newTask('t1', { kind: 'inventory' })], ENV);
  assert.deepEqual(sent(0).known.asked, []);
  assert.deepEqual(sent(1).known.asked, ['.']);
});

test('an Exec that did not fit is not recorded', () => {
  const known = {
    ...NOTHING_KNOWN,
    roots: ['./SCOMO'],
    inventory: { deployed: [], delivered: [], downloads: [], sets: true, setUris: [] },
  };
  const next = nextCommands(known, [newTask('t1', deployOrder(['com.a', 'com.b']))], ENV);
  assert.equal(next.commands.length, 3);
  const { tasks } = next.sent(2);
  assert.deepEqual(
    tasks[0]?.operations.map((record) => record.correlator),
    ['t1-0-1'],
  );
  assert.equal(tasks[0]?.operations[0]?.position, 7);
});

test('commands are offered up to the limit', () => {
  const offered = (count: number) => {
    const children = Array.from({ length: count }, (_, index) => `c${index}`);
    const facts = {
      './S/Inventory/Deployed?list=StructData': { kind: 'absent' as const, code: 406 },
      './S/Inventory/Deployed': { kind: 'interior' as const, children },
    };
    const known = { ...NOTHING_KNOWN, facts, roots: ['./S'] };
    return nextCommands(known, [newTask('t1', { kind: 'inventory' })], ENV).commands.length;
  };
  const max = SERVER_LIMITS.commandsPerMessageMax;
  // Eight leaves a component, and the five reads of the other branches and the sets.
  assert.deepEqual([offered((max - 8) / 8), offered(max / 8), offered(max)], [max - 3, max, max]);
});

test('a read that is not answered is asked once more', () => {
  const tasks = [newTask('t1', { kind: 'inventory' as const })];
  const first = nextCommands(NOTHING_KNOWN, tasks, ENV).sent(1);
  const again = nextCommands(first.known, first.tasks, ENV);
  assert.deepEqual(
    again.commands.map((command) => command.tag),
    ['get|.'],
  );
  const silent = again.sent(1);
  const given = nextCommands(silent.known, silent.tasks, ENV);
  assert.deepEqual(given.sent(0).known.facts['.'], { kind: 'absent', code: 0 });
});

test('a read that is never answered counts as nothing there, and the session ends', () => {
  const tasks = [newTask('t1', { kind: 'inventory' as const })];
  let known = NOTHING_KNOWN;
  let open: readonly (typeof tasks)[number][] = tasks;
  let rounds = 0;
  for (; rounds < 10; rounds += 1) {
    const next = nextCommands(known, open, ENV);
    const sent = next.sent(next.commands.length);
    known = sent.known;
    open = sent.tasks;
    if (next.commands.length === 0) break;
  }
  assert.equal(open[0]?.state, 'failed');
  assert.ok(rounds < 10);
});

test('an answer without a value is not asked for again and again', () => {
  const items = [{ source: { locUri: '.' }, data: 'x'.repeat(20_000) }];
  const asked = { ...NOTHING_KNOWN, asked: ['.'] };
  const { known } = applyEvents(asked, [], [{ type: 'results', tag: 'get|.', path: [], items }], NOW);
  assert.deepEqual(known.facts['.'], { kind: 'absent', code: 413 });
  assert.deepEqual(known.asked, []);
});

test('events that concern no task and no read change nothing', () => {
  const tasks = [newTask('t1', { kind: 'inventory' as const })];
  const folded = applyEvents(
    NOTHING_KNOWN,
    tasks,
    [{ type: 'authenticated' }, { type: 'alert', code: 1224, items: [] }, { type: 'aborted' }],
    NOW,
  );
  assert.equal(folded.known, NOTHING_KNOWN);
  assert.equal(folded.tasks, tasks);
});
