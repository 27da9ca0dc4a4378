import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  deployOrder,
  NOW,
  newTask,
  operationOrder,
  runOut,
  session,
  startDrive,
  task,
} from '../../test/drive.ts';
import { type Behaviour, fakeDevice, install } from '../../test/fake-device.ts';
import { SERVER_LIMITS } from '../limits.ts';
import type { ConsentPolicy } from '../set.ts';

/** A client without our extension. */
const foreign = (over: Partial<Behaviour> = {}) =>
  fakeDevice({ sets: false, primitives: ['DownloadInstall'], ...over });
const asks = (policy: Partial<ConsentPolicy> = {}, components: readonly string[] = ['com.a']) => {
  const order = deployOrder(components, 'ask', false);
  return startDrive(newTask('t1', { ...order, consent: { ...order.consent, ...policy } }));
};
const answers = (drive: ReturnType<typeof asks>) =>
  task(drive).consent.map(({ answer, by, deferrals }) => `${answer} ${by} ${deferrals}`);

test('yes: asked once, in the Sequence of the first Exec, with all characteristics; then it goes on', () => {
  const device = foreign();
  const drive = asks({}, ['com.a', 'com.b']);
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.equal(device.shown.length, 1);
  assert.match(
    device.shown[0] ?? '',
    /^DR=0\|Do you agree\?\ncom\.a \(com\.a\)\n {2}Version: {5}new, 2\.0\n.*com\.b \(com\.b\)/s,
  );
  const [evidence] = task(drive).consent;
  assert.deepEqual(answers(drive), ['yes ui-alert 0']);
  assert.equal(`DR=0|${evidence?.shown}`, device.shown[0]);
  assert.deepEqual([evidence?.language, evidence?.at], ['en', NOW]);
  assert.deepEqual(
    task(drive).operations.map(({ position }) => position),
    [1, undefined],
  );
});

for (const [status, what] of [
  [304, 'no'],
  [214, 'cancelled'],
] as const) {
  test(`the Exec is left out (215), the task declined: ${what} (${status})`, () => {
    const device = foreign({ alert: status });
    const drive = asks();
    runOut(drive, device);
    assert.deepEqual([task(drive).state, task(drive).code], ['declined', 1401]);
    assert.deepEqual(answers(drive), ['no ui-alert 0']);
    assert.equal(task(drive).operations[0]?.status, 215);
    assert.deepEqual(device.effects, []);
  });
}

test('no user interface (406): refused, unless the policy says to go on', () => {
  const refusing = asks();
  runOut(refusing, foreign({ alert: 406 }));
  assert.deepEqual([task(refusing).state, task(refusing).code], ['failed', 406]);
  assert.match(task(refusing).reason, /cannot ask its End User/);
  const going = asks({ ifNoUi: 'go' });
  const device = foreign({ alert: 406 });
  runOut(going, device);
  assert.deepEqual([task(going).state, answers(going)], ['verified', ['no-ui ui-alert 0']]);
  assert.deepEqual(device.effects, ['t1-0-1'], 'executed once, and not behind a question');
  assert.equal(device.shown.length, 1);
});

test('no answer in time (408): asked again after an hour, until the deadline decides', () => {
  const device = foreign({ alert: 408 });
  const drive = asks({ deadline: '2026-01-01T02:00:00.000Z' });
  session(drive, device);
  const { state, reason, nextCheckAt } = task(drive);
  assert.deepEqual([state, reason, nextCheckAt], ['waiting', 'consent', '2026-01-01T01:00:00.000Z']);
  session(drive, device, '2026-01-01T00:59:59.000Z');
  assert.equal(device.shown.length, 1);
  session(drive, device, '2026-01-01T01:00:00.000Z');
  assert.equal(device.shown.length, 2);
  session(drive, device, '2026-01-01T02:00:00.000Z');
  session(drive, device, '2026-01-01T02:00:00.000Z');
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(answers(drive), ['later ui-alert 1', 'later ui-alert 2', 'deadline policy 2']);
  assert.deepEqual(device.effects, ['t1-0-1']);
});

test('told before the Exec leaves; a client that shows nothing goes on all the same', () => {
  for (const [status, answer] of [
    [200, 'told'],
    [406, 'no-ui'],
  ] as const) {
    const device = foreign({ alert: status });
    const drive = asks({ mode: 'tell' });
    runOut(drive, device);
    assert.equal(task(drive).state, 'verified');
    assert.deepEqual(answers(drive), [`${answer} ui-alert 0`]);
    assert.match(device.shown[0] ?? '', /^\|com\.a /);
    assert.equal(device.shown.length, 1);
  }
});

test('silent, and clients of ours, get no alert', () => {
  const device = foreign();
  runOut(asks({ mode: 'silent' }), device);
  const ours = fakeDevice();
  runOut(asks(), ours);
  assert.deepEqual([device.shown, ours.shown], [[], []]);
});

test('a single operation is asked about when its order says so, of every client', () => {
  for (const device of [foreign(), fakeDevice()]) {
    install(device, 'com.a', { id: 'com.a', version: '2.0', pkgId: 'sha256:com.a@2.0', state: 20 });
    const consent = { mode: 'ask', deferralsMax: 0 } as const;
    const order = { ...operationOrder('Deactivate', 'component'), consent };
    const drive = startDrive(newTask('t1', order));
    runOut(drive, device);
    assert.deepEqual([task(drive).state, answers(drive)], ['verified', ['yes ui-alert 0']]);
    assert.deepEqual(device.shown, ['DR=0|Do you agree?\nDeactivate com.a']);
    device.behaviour.alert = 304;
    const refused = startDrive(newTask('t2', { ...order, operation: 'Remove' }));
    runOut(refused, device);
    assert.deepEqual([task(refused, 't2').state, task(refused, 't2').code], ['declined', 1401]);
  }
});

test('the Exec that got no answer at all is asked about again', () => {
  const device = foreign();
  const drive = asks();
  session(drive, device, NOW, ['fine', 'fine', 'fine', 'fine', 'reply', 'request']);
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(device.effects.length, 1);
});

test('only so many answers are kept, the newest among them', () => {
  const device = foreign({ alert: 408 });
  const drive = asks();
  for (let hour = 0; hour <= SERVER_LIMITS.consentAnswersMax; hour += 1)
    session(drive, device, new Date(Date.parse(NOW) + hour * 3_600_000).toISOString());
  const { consent, nextCheckAt } = task(drive);
  assert.equal(consent.length, SERVER_LIMITS.consentAnswersMax);
  assert.equal(consent.at(-1)?.until, nextCheckAt);
});
