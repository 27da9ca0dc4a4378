import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notification } from '@scomo/dm';
import { testPorts } from '../../test/ports.ts';
import type { WakeUp } from '../model.ts';
import type { DueWakeUp, WakeUpStore } from '../ports.ts';
import { nextStep } from './next-step.ts';
import { pace } from './pace.ts';
import { sendWakeUps } from './send-wake-ups.ts';
import { triggerIds } from './trigger-ids.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

const queued: WakeUp = {
  id: 'wu_1',
  deviceId: 'D1',
  sessionId: 0x1a2b,
  uiMode: 'background',
  state: 'queued',
  reason: 'waiting for its turn',
  tries: 0,
  nextCheckAt: at(0),
  askedAt: at(0),
  expiresAt: at(86_400),
};

test('tries come later each time, three times as long up to six hours, and end with the wake-up', () => {
  const waits: number[] = [];
  let wakeUp = queued;
  for (let now = 0; wakeUp.nextCheckAt !== null; ) {
    wakeUp = nextStep(wakeUp, undefined, at(now));
    const next =
      wakeUp.nextCheckAt === null ? now : (Date.parse(wakeUp.nextCheckAt) - Date.parse(at(0))) / 1000;
    if (next > now) waits.push(next - now);
    now = next;
  }
  assert.deepEqual(waits, [10, 30, 90, 270, 810, 2_430, 7_290, 21_600, 21_600, 21_600, 10_670]);
  assert.deepEqual([wakeUp.state, wakeUp.tries], ['expired', 11]);
});

const seen: readonly (readonly [string, number | undefined, WakeUp['state']])[] = [
  ['never seen', undefined, 'sent'],
  ['seen before it was asked for', -1, 'sent'],
  ['seen when it was asked for', 0, 'sent'],
  ['seen since', 1, 'answered'],
];
for (const [title, last, state] of seen) {
  test(`a device ${title}: ${state}`, () =>
    assert.equal(nextStep(queued, last === undefined ? undefined : at(last), at(5)).state, state));
}

const paces: readonly (readonly [number, number, number, number])[] = [
  // rate, ms since the budget was spent, what may go, what may go when nothing went for long
  [100, 0, 0, 50],
  [100, 250, 25, 50],
  [100, 10_000, 50, 50],
  [1, 999, 0, 1],
  [1, 1_000, 1, 1],
  [1_000, 250, 250, 500],
];
for (const [rate, ms, budget, most] of paces) {
  test(`${rate} a second, ${ms} ms later: ${budget}`, () => {
    assert.equal(pace(at(0), at(ms / 1000), rate).budget, budget);
    assert.equal(pace(at(-3600), at(ms / 1000), rate).budget, most);
  });
}
test('what has gone is off the budget', () => {
  const first = pace(at(0), at(1), 100);
  assert.equal(pace(first.after(20), at(1), 100).budget, 30);
});

const ids: readonly (readonly [string, readonly number[]])[] = [
  ['1A2B', [0x1a2b, 0x2b1a]],
  ['1a2b', [0x1a2b, 0x2b1a]],
  ['6699', [0x6699, 6699, 0x9966]],
  ['65535', [65_535]],
  ['65536', []],
  ['1', [1, 0x100]],
  ['0', []],
  ['FFFF', [0xffff]],
  ['session-7', []],
  ['', []],
];
for (const [text, expected] of ids) {
  test(`session id ${JSON.stringify(text)} may be of trigger ${expected.join(', ') || 'none'}`, () =>
    assert.deepEqual(triggerIds(text), expected));
}

const udp = (n: number) => ({ bearer: 'udp', address: `192.0.2.${n}` }) as const;

/** One round of sending with these addresses, of which those in `dead` take nothing. */
async function round(over: { tries?: number; addresses?: number[]; dead?: number[]; serverId?: string }) {
  const { tries = 1, addresses = [1], dead = [], serverId = 'scomo' } = over;
  const account = {
    deviceId: 'D1',
    serverId,
    incoming: { scheme: 'md5', name: 'd', a1: '', nonces: [] },
    outgoing: { scheme: 'md5', name: serverId, secret: 'of the server', nonce: 'bm9uY2U=' },
  } as const;
  const due: DueWakeUp = {
    before: queued,
    wakeUp: { ...queued, tries, state: 'sent' },
    addresses: addresses.map(udp),
    account,
  };
  const faults: string[] = [];
  const sent: { readonly to: string; readonly trigger: Uint8Array }[] = [];
  const store = {
    takeWakeUps: async () => [due],
    wakeUpNotSent: async (_due: DueWakeUp, why: string) => void faults.push(why),
  } as unknown as WakeUpStore;
  await sendWakeUps({
    store,
    ports: testPorts(),
    perSecond: 1,
    send: async (_deviceId, to, trigger) => {
      assert.ok(to.bearer === 'udp');
      if (dead.some((n) => udp(n).address === to.address)) throw new Error('no route');
      sent.push({ to: to.address, trigger });
    },
    tried: () => undefined,
  });
  return { sent, faults };
}

test('what is sent verifies with the nonce that the device gave last', async () => {
  const { sent, faults } = await round({});
  const trigger = notification.readTrigger(sent[0]?.trigger ?? new Uint8Array());
  assert.ok(trigger);
  assert.deepEqual([trigger.sessionId, trigger.uiMode, trigger.initiator], [0x1a2b, 'background', 'server']);
  const ports = testPorts().auth;
  const [serverId, a1] = [
    'scomo',
    Buffer.from(ports.md5(Buffer.from('scomo:of the server'))).toString('base64'),
  ];
  const verified = (nonce: string) =>
    notification.verifyTrigger(trigger, { serverId, a1, nonces: [nonce] }, ports);
  assert.deepEqual([verified('bm9uY2U='), verified('')], [true, false]);
  assert.deepEqual(faults, []);
});

const ways: readonly (readonly [
  string,
  Parameters<typeof round>[0],
  readonly number[],
  readonly string[],
])[] = [
  ['the first address first', { addresses: [1, 2] }, [1], []],
  ['the second one the second time', { addresses: [1, 2], tries: 2 }, [2], []],
  ['around again', { addresses: [1, 2], tries: 3 }, [1], []],
  ['the next when one takes nothing', { addresses: [1, 2, 3], dead: [1, 2] }, [3], []],
  ['all dead', { addresses: [1, 2], dead: [1, 2], tries: 2 }, [], ['udp: no route; udp: no route']],
  ['no address left', { addresses: [] }, [], ['the device has no wake-up address']],
  [
    'a server id that clients refuse',
    { serverId: 's'.repeat(24) },
    [],
    ['server id of 24 octets: clients take at most 23 in a notification'],
  ],
];
for (const [title, over, to, faults] of ways) {
  test(`sending: ${title}`, async () => {
    const done = await round(over);
    assert.deepEqual(
      done.sent.map((each) => each.to),
      to.map((n) => udp(n).address),
    );
    assert.deepEqual(done.faults, faults);
  });
}
