import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { both } from './both.ts';
import { notificationQuestions } from './notification.ts';
import { nobody, type Questions } from './questions.ts';

const NOTIFY = 'notify-send';
const BUS = 'dbus-daemon';
const SERVICE = join(import.meta.dirname, '../../test/notification-service.py');

/** Why there are no notifications here; false when there can be. */
function noNotifications(): string | false {
  try {
    execFileSync(NOTIFY, ['--version'], { stdio: 'ignore' });
    execFileSync(BUS, ['--version'], { stdio: 'ignore' });
    execFileSync('/usr/bin/python3', ['-c', 'import jeepney'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'libnotify-bin, dbus or python3-jeepney is not installed (tools/setup-system)';
  }
}

/** The lines of a program as they come. */
function linesOf(t: TestContext, child: ChildProcess): AsyncIterator<string> {
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.stdout);
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

/** A session bus with a notification service whose user presses this. */
async function desktop(t: TestContext, press: 'yes' | 'later' | 'no' | 'nothing' | 'wait') {
  const bus = spawn(BUS, ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = String((await linesOf(t, bus).next()).value);
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address };
  const service = spawn('/usr/bin/python3', [SERVICE, press], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = linesOf(t, service);
  assert.equal((await lines.next()).value, 'ready');
  const before = process.env.DBUS_SESSION_BUS_ADDRESS;
  process.env.DBUS_SESSION_BUS_ADDRESS = address;
  t.after(() => {
    if (before === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS;
    else process.env.DBUS_SESSION_BUS_ADDRESS = before;
  });
  return { notified: async () => JSON.parse(String((await lines.next()).value)) };
}

const question = {
  ...{ set: 's', stage: 'download' as const, language: 'de' as const, mayDefer: true },
  text: 'Wetter 2 (com.acme.weather)\n  Preis: <2,00 EUR> & mehr',
};

/** Asks until there is an answer. */
async function answerTo(questions: Questions, asked = question) {
  for (let tries = 0; tries < 500; tries += 1) {
    const given = questions.answerTo(asked);
    if (given !== undefined) return given;
    await pause(10);
  }
  throw new Error('no answer in 5 s');
}

for (const press of ['yes', 'later', 'no'] as const) {
  test(`on a real bus: ${press}`, { skip: noNotifications() }, async (t) => {
    const { notified } = await desktop(t, press);
    let rung = 0;
    const questions = notificationQuestions(
      'de',
      () => (rung += 1),
      () => undefined,
    );
    t.after(() => questions.close());
    const given = await answerTo(both(nobody, questions));
    const { summary, body, actions, expire } = await notified();
    assert.deepEqual([given.answer, given.by, rung], [press, 'notification', 1]);
    assert.equal(given.shown, body, 'what was handed over is what is kept');
    assert.equal(body, 'Wetter 2 (com.acme.weather)\n  Preis: ‹2,00 EUR› ＆ mehr');
    assert.deepEqual([summary, expire], ['Diese Software laden und installieren?', 0]);
    assert.deepEqual(actions, ['yes', 'Ja', 'later', 'Später, in einer Stunde', 'no', 'Nein']);
  });
}

test('when it cannot be put off, later is not offered; what is told needs no answer', {
  skip: noNotifications(),
}, async (t) => {
  const { notified } = await desktop(t, 'wait');
  const questions = notificationQuestions(
    'en',
    () => undefined,
    () => undefined,
  );
  t.after(() => questions.close());
  questions.answerTo({ ...question, language: 'en', stage: 'install', mayDefer: false });
  const asked = await notified();
  assert.deepEqual(
    [asked.summary, asked.actions],
    ['Install this software now?', ['yes', 'Yes', 'no', 'No']],
  );
  questions.tell('Weather 2');
  const told = await notified();
  assert.deepEqual([told.summary, told.body, told.actions], ['Software is installed', 'Weather 2', []]);
  assert.equal(
    (await questions.ask({ code: 1101, text: '', choices: [], options: {} }, new AbortController().signal))
      ?.code,
    406,
  );
});

test('one that was closed is not put up again at once; another text is', {
  skip: noNotifications(),
}, async (t) => {
  const { notified } = await desktop(t, 'nothing');
  const questions = notificationQuestions(
    'de',
    () => assert.fail('nobody answered'),
    () => undefined,
  );
  t.after(() => questions.close());
  questions.answerTo(question);
  await notified();
  await pause(200);
  assert.equal(questions.answerTo(question), undefined);
  questions.answerTo({ ...question, text: 'Wetter 3' });
  assert.equal((await notified()).body, 'Wetter 3');
});

test('an answer to another text does not count', { skip: noNotifications() }, async (t) => {
  const { notified } = await desktop(t, 'yes');
  const { promise, resolve } = Promise.withResolvers<void>();
  const questions = notificationQuestions('de', resolve, () => undefined);
  t.after(() => questions.close());
  questions.answerTo(question);
  await notified();
  await promise;
  assert.equal(questions.answerTo({ ...question, text: 'Wetter 3' }), undefined);
  assert.equal((await notified()).body, 'Wetter 3');
});

test('without notify-send nothing happens, and it is said once', async (t) => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  t.after(() => {
    process.env.PATH = path;
  });
  const said: string[] = [];
  const questions = notificationQuestions(
    'en',
    () => undefined,
    (line) => said.push(line),
  );
  questions.answerTo(question);
  questions.tell('x');
  await pause(100);
  assert.equal(questions.answerTo(question), undefined);
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^no notifications: .*ENOENT/);
});
