import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cred, decode, encode, type Message } from '@scomo/syncml';
import { DEVICE_ID, type Fixture, fixture, inventoryTask } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';
import { receiveTurn } from './receive-turn.ts';
import type { TurnInput } from './turn-env.ts';

/** Package 1 of anybody who knows the device's id. */
function stranger(cred?: Cred, deviceId = DEVICE_ID): TurnInput {
  const message: Message = {
    header: {
      ...{ verDtd: '1.2', verProto: 'DM/1.2', sessionId: '77', msgId: '1' },
      target: { locUri: 'http://127.0.0.1/dm' },
      source: { locUri: deviceId, locName: 'dev' },
      ...(cred === undefined ? {} : { cred }),
    },
    commands: [{ kind: 'Alert', cmdId: '1', code: 1201, items: [] }],
    final: true,
  };
  return { bytes: encode(message, 'xml'), encoding: 'xml' };
}
const WRONG: Cred = { meta: { format: 'b64', type: 'syncml:auth-md5' }, data: 'AAAAAAAAAAAAAAAAAAAAAA==' };

/** The device's session, with somebody speaking before each of its messages. */
async function disturbed(made: Fixture, disturb: () => Promise<unknown>): Promise<string> {
  const send = async (input: TurnInput) => {
    await disturb();
    return receiveTurn(input, made.env);
  };
  return callIn(made.device, { ...made.wire, send });
}

for (const scheme of ['basic', 'md5', 'hmac'] as const) {
  for (const [id, cred] of [
    ['no', undefined],
    ['wrong', WRONG],
  ] as const) {
    test(`a stranger's first messages with ${id} credentials do not end an open session: ${scheme}`, async () => {
      const made = fixture([], scheme);
      assert.equal(await callIn(made.device, made.wire), 'done');
      made.store.tasks.set('tk_1', inventoryTask('tk_1'));
      let count = 0;
      const disturb = async () => {
        count += 1;
        const answer = await receiveTurn(stranger(cred), made.env);
        assert.equal(answer.status, 200);
        if (count > 1) assert.ok(made.store.rows.get(DEVICE_ID)?.session?.challenger, String(count));
      };
      assert.equal(await disturbed(made, disturb), 'done');
      assert.ok(count > 2);
      assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
      assert.equal(made.store.rows.get(DEVICE_ID)?.session?.challenger, undefined);
    });
  }
}

test('a device that starts over proves itself and takes the place of its old session', async () => {
  const made = fixture([inventoryTask('tk_1')], 'md5');
  const cut: TurnInput[] = [];
  const send = async (input: TurnInput) => {
    cut.push(input);
    const answer = await receiveTurn(input, made.env);
    return cut.length === 2 ? { status: 503 as const, reason: 'cut' } : answer;
  };
  assert.equal(await callIn(made.device, { ...made.wire, send }), 'HTTP 503');
  const old = made.store.rows.get(DEVICE_ID)?.session;
  assert.equal(old?.session.clientProven, true);
  made.ports.time += 1000;
  // Its nonce is spent, so it is challenged first: the old session still stands.
  const seen: (string | undefined)[] = [];
  const watch = async (input: TurnInput) => {
    const answer = await receiveTurn(input, made.env);
    const session = made.store.rows.get(DEVICE_ID)?.session;
    seen.push(session?.key === old?.key ? `old, ${session?.challenger === undefined}` : 'new');
    return answer;
  };
  assert.equal(await callIn(made.device, { ...made.wire, send: watch }), 'done');
  assert.equal(seen[0], 'old, false');
  assert.deepEqual(new Set(seen.slice(1)), new Set(['new']));
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  const late = await receiveTurn(cut[1]!, made.env);
  assert.ok(late.status === 200);
  const [status] = decode(late.bytes, late.encoding).commands;
  assert.equal(status?.kind === 'Status' && status.code, 401, 'the token of the old session opens nothing');
});

test('a first message that is repeated gets the same challenge, whether there is such a device or not', async () => {
  const made = fixture([], 'md5');
  const ask = async (deviceId: string) => {
    const answer = await receiveTurn(stranger(WRONG, deviceId), made.env);
    assert.ok(answer.status === 200 && answer.refused === true);
    return Buffer.from(answer.bytes).toString();
  };
  for (const deviceId of [DEVICE_ID, 'IMEI:004999010649999']) {
    const first = await ask(deviceId);
    assert.equal(await ask(deviceId), first);
    made.ports.time += 121_000;
    assert.notEqual(await ask(deviceId), first);
  }
});
