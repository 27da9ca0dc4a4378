import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { notification } from '@scomo/dm';
import { freshFolder } from '../../test/folder.ts';
import { CONFIG } from '../../test/rig.ts';
import { loadAccount, saveAccount } from '../account.ts';
import { LIMITS } from '../base/limits.ts';
import { authPorts } from '../base/node-crypto.ts';
import { parseConfig } from '../config.ts';
import { openJournal } from '../journal/journal.ts';
import { createWakeUps } from './wake-ups.ts';

const config = parseConfig(CONFIG);
const NONCE = Buffer.from('0123456789abcdef').toString('base64');

type Facts = Partial<notification.TriggerFacts>;
const trigger = (sessionId: number, over: Facts = {}) =>
  notification.buildTrigger(
    {
      serverId: CONFIG.serverId,
      secret: CONFIG.serverSecret,
      nonce: NONCE,
      sessionId,
      uiMode: 'background',
      initiator: 'server',
      ...over,
    },
    authPorts,
  );
const push = (sessionId: number, over: Facts = {}) => notification.wapPush(trigger(sessionId, over), 1);

const ZEROS = [Buffer.alloc(4), Buffer.from('0x00000000')].map((octets) => octets.toString('base64'));

for (const nonce of ZEROS) {
  for (const resync of [false, true]) {
    test(`A8 a trigger over the zero nonce ${nonce} ${resync ? 'is taken where the owner allows it, once' : 'is ignored by default'}`, (t) => {
      const { wakeUps, wanted } = device(t, 0, freshFolder(t), { ...config, resync });
      wakeUps.push(push(0x1a2b, { nonce }));
      wakeUps.push(push(0x1a2b, { nonce }));
      wakeUps.push(push(0x1a2c, { nonce, secret: 'another one' }));
      assert.equal(wakeUps.ignored, resync ? 2 : 3);
      assert.deepEqual(wanted(), resync ? { sessionId: '1A2B', reason: 'server', resync: true } : undefined);
    });
  }
}

test('a trigger over a nonce that we gave needs no resynchronisation', (t) => {
  const { wakeUps, wanted } = device(t, 0, freshFolder(t), { ...config, resync: true });
  wakeUps.push(push(0x1a2b));
  assert.deepEqual(wanted(), { sessionId: '1A2B', reason: 'server' });
});

/** A device whose server was given `NONCE`. Its clock is moved by hand; each ring begins a session at once. */
function device(t: TestContext, random = 0, state = freshFolder(t), settings = config) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => t.mock.timers.reset());
  const journal = openJournal(state);
  const account = loadAccount(journal, config);
  saveAccount(journal, config, { ...account, incoming: { ...account.incoming, nonces: [NONCE] } });
  let now = 0;
  const begun: { readonly at: number; readonly session: string }[] = [];
  const told: string[] = [];
  const lines: string[] = [];
  const wakeUps = createWakeUps({
    journal,
    config: settings,
    clock: () => now,
    random: () => random,
    ring: () => {
      const wanted = wakeUps.begin();
      if (wanted) begun.push({ at: now / 1000, session: `${wanted.sessionId} ${wanted.reason}` });
    },
    tell: (text) => told.push(text),
    say: (line) => lines.push(line),
  });
  let open = true;
  const close = () => {
    if (open) journal.close();
    open = false;
    wakeUps.close();
  };
  t.after(close);
  return {
    state,
    wanted: () => wakeUps.begin(),
    wakeUps,
    journal,
    begun,
    told,
    lines,
    close,
    pass(seconds: number) {
      now += seconds * 1000;
      t.mock.timers.tick(seconds * 1000);
    },
  };
}

test('a trigger begins one session at once, with its id in upper-case hex and its initiator as reason', (t) => {
  const { wakeUps, begun, pass } = device(t);
  wakeUps.push(push(0x1a2b));
  wakeUps.push(push(0x1a2b));
  pass(0.001);
  assert.deepEqual(begun, [{ at: 0.001, session: '1A2B server' }]);
  pass(300);
  wakeUps.push(push(0xf, { initiator: 'client' }));
  pass(0.001);
  assert.equal(begun[1]?.session, 'F client');
  assert.equal(wakeUps.ignored, 1);
});

const IGNORED: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['noise', Buffer.from('not a push at all, but longer than one')],
  ['a bare trigger', trigger(7)],
  ['no trigger in it', notification.wapPush(Uint8Array.of(1, 2, 3), 1)],
  ['cut off', push(7).subarray(0, -1)],
  ['a bit of the digest', push(7).with(10, (push(7)[10] ?? 0) ^ 1)],
  ['a bit of the session id', push(7).with(-7, (push(7).at(-7) ?? 0) ^ 1)],
  ['another secret', push(7, { secret: 'a guess of somebody else' })],
  ['another server', push(7, { serverId: 'other' })],
  ['a nonce of before', push(7, { nonce: '' })],
  ['the nonce of all zeros', push(7, { nonce: 'AAAAAA==' })],
  ['too long', Buffer.concat([push(7), Buffer.alloc(10_000)])],
];
for (const [title, pdu] of IGNORED) {
  test(`ignored and not remembered: ${title}`, (t) => {
    const { wakeUps, begun, pass, journal } = device(t);
    wakeUps.push(pdu);
    pass(600);
    assert.deepEqual([begun, wakeUps.ignored], [[], 1]);
    assert.deepEqual(journal.rows("SELECT 1 FROM facts WHERE key = 'wakeUps'"), []);
  });
}

test('a trigger that was seen before a restart leads to nothing after it', (t) => {
  const before = device(t);
  before.wakeUps.push(push(7));
  before.pass(0.001);
  before.close();
  t.mock.timers.reset();
  const after = device(t, 0, before.state);
  after.wakeUps.push(push(7));
  after.pass(600);
  assert.deepEqual([before.begun.length, after.begun.length, after.wakeUps.ignored], [1, 0, 1]);
});

test('ten thousand replays in ten minutes begin one session, and are told of four times', (t) => {
  const { wakeUps, begun, lines, pass } = device(t);
  for (let n = 0; n < 10_000; n += 1) {
    wakeUps.push(push(7));
    pass(0.06);
  }
  assert.deepEqual([begun.length, wakeUps.ignored], [1, 9_999]);
  assert.equal(lines.filter((line) => line.includes('ignored')).length, 4);
});

for (const random of [0, 0.999]) {
  test(`one good trigger a second for ten minutes begins ten sessions at most (chance ${random})`, (t) => {
    const { wakeUps, begun, pass } = device(t, random);
    for (let n = 1; n < 600; n += 1) {
      wakeUps.push(push(n));
      pass(1);
    }
    assert.ok(begun.length >= 9 && begun.length <= 10, `${begun.length} sessions`);
    const pauses = begun.slice(1).map(({ at }, n) => at - (begun[n]?.at ?? 0));
    assert.ok(pauses.every((pause) => pause * 1000 >= LIMITS.wakeUpPauseMs));
  });
}

test('a session that did not come about is still wanted', (t) => {
  const { wakeUps } = device(t);
  wakeUps.push(push(7));
  const wanted = wakeUps.begin();
  assert.ok(wanted);
  assert.equal(wakeUps.begin(), undefined);
  wakeUps.giveBack(wanted);
  assert.deepEqual(wakeUps.begin(), { sessionId: '7', reason: 'server' });
});

for (const [uiMode, times] of [
  ['unspecified', 0],
  ['background', 0],
  ['informative', 1],
  ['interactive', 1],
] as const) {
  test(`ui mode ${uiMode}: the End User is told ${times} times`, (t) => {
    const { wakeUps, told } = device(t);
    wakeUps.push(push(7, { uiMode }));
    assert.equal(told.length, times);
  });
}

test('session ids are remembered up to the limit', (t) => {
  const { wakeUps } = device(t);
  const count = LIMITS.wakeUpsRemembered;
  for (let id = 1; id <= count; id += 1) wakeUps.push(push(id));
  wakeUps.push(push(1));
  assert.equal(wakeUps.ignored, 1);
  wakeUps.push(push(count + 1));
  wakeUps.push(push(1));
  assert.equal(wakeUps.ignored, 1);
});
