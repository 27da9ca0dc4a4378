import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mac } from '@scomo/dm';
import { decode, encode, type Message } from '@scomo/syncml';
import { DEVICE_ID, type Fixture, fixture, inventoryTask } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';
import { receiveTurn } from './receive-turn.ts';
import type { TurnAnswer, TurnInput } from './turn-env.ts';

const NAME = 'dev';
const SECRET = 'a-client-secret-of-32-characters';

/** A fixture whose requests and answers are written down. */
function recorded(): Fixture & { readonly sent: TurnInput[]; readonly got: TurnAnswer[] } {
  const made = fixture([inventoryTask('tk_1')], 'hmac');
  const sent: TurnInput[] = [];
  const got: TurnAnswer[] = [];
  const send = async (input: TurnInput) => {
    sent.push(input);
    const answer = await receiveTurn(input, made.env);
    got.push(answer);
    return answer;
  };
  return { ...made, sent, got, wire: { ...made.wire, send } };
}

const ok = (answer: TurnAnswer) => {
  assert.ok(answer.status === 200, JSON.stringify(answer));
  return answer;
};
const read = (answer: TurnAnswer): Message => decode(ok(answer).bytes, 'wbxml');
const header = (answer: TurnAnswer) => {
  const status = read(answer).commands.find((command) => command.kind === 'Status');
  return status?.kind === 'Status' ? [status.code, status.chal?.meta.type] : [];
};

test('each message of the device and each answer has its own MAC; the stored account never signs with one twice', async () => {
  const made = recorded();
  assert.equal(await callIn(made.device, made.wire), 'done');
  // The device has no nonce yet: its first try is refused, and only what it believes is signed.
  const macs = [...made.sent, ...made.got.slice(1)].map((each) => ('mac' in each ? each.mac : undefined));
  assert.ok(macs.every((each) => each !== undefined));
  assert.equal(new Set(macs).size, macs.length);
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
});

test('a repeated request gets the same octets and the same MAC', async () => {
  const made = recorded();
  await callIn(made.device, made.wire);
  const again = await receiveTurn(made.sent.at(-1)!, made.env);
  assert.deepEqual(again, made.got.at(-1));
  assert.ok(ok(again).mac);
  const other = { ...made.sent.at(-1)!, mac: made.sent[0]!.mac! };
  assert.notDeepEqual(await receiveTurn(other, made.env), made.got.at(-1), 'the header is part of a request');
});

test('A6 500 recorded first messages with their MACs: 500 challenges with another nonce', async () => {
  const made = recorded();
  const first: TurnInput[] = [];
  for (let session = 0; session < 500; session += 1) {
    made.sent.length = 0;
    assert.equal(await callIn(made.device, made.wire), 'done');
    first.push(made.sent[0]!);
    made.ports.time += 1000;
  }
  made.ports.time += 121_000;
  const nonces = new Set<string | undefined>();
  for (const input of first) {
    const answer = await receiveTurn({ ...input, address: '203.0.113.9' }, made.env);
    assert.deepEqual(header(answer), [401, 'syncml:auth-MAC']);
    assert.equal(ok(answer).mac, undefined);
    const [status] = read(answer).commands;
    nonces.add(status?.kind === 'Status' ? status.chal?.meta.nextNonce : undefined);
  }
  assert.equal(nonces.size, 500);
  assert.equal(await callIn(made.device, made.wire), 'done');
});

/** A message of the device's open session, signed or not as the row says. */
const violations: readonly [id: string, change: (input: TurnInput) => TurnInput][] = [
  ['without its MAC', ({ mac: _, ...rest }) => rest],
  ['with the MAC of another', (input) => ({ ...input, mac: `username="dev", mac=${'A'.repeat(22)}==` })],
  ['with an octet changed', (input) => ({ ...input, bytes: changed(input.bytes) })],
  ['under a name nobody has', (input) => ({ ...input, mac: input.mac!.replace('"dev"', '"eve"') })],
];
for (const [id, change] of violations) {
  test(`a message ${id}: refused, and the session goes on with the right one`, async () => {
    const made = recorded();
    const send = async (input: TurnInput) => {
      if (made.sent.length === 3) {
        const refused = await receiveTurn(change(input), made.env);
        assert.ok([401, 407].includes(Number(header(refused)[0])));
      }
      return made.wire.send(input);
    };
    assert.equal(await callIn(made.device, { ...made.wire, send }), 'done');
    assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  });
}

function changed(bytes: Uint8Array): Uint8Array {
  const message = decode(bytes, 'wbxml');
  return encode({ ...message, commands: message.commands.slice(0, 1) }, 'wbxml');
}

test('A11 a right MAC over a body of another device or under another LocName: refused', async () => {
  const made = fixture([], 'hmac');
  const row = made.store.rows.get(DEVICE_ID)!;
  row.account = { ...row.account, incoming: { ...row.account.incoming, nonces: ['AAAA'] } };
  const signed = (source: Message['header']['source']) => {
    const message: Message = {
      header: {
        ...{ verDtd: '1.2', verProto: 'DM/1.2', sessionId: '1', msgId: '1' },
        target: { locUri: 'http://127.0.0.1/dm' },
        source,
      },
      commands: [{ kind: 'Alert', cmdId: '1', code: 1201, items: [] }],
      final: true,
    };
    const bytes = encode(message, 'wbxml');
    const header = mac.macHeaderFor({ name: NAME, secret: SECRET }, 'AAAA', bytes, made.ports.auth);
    return receiveTurn({ bytes, encoding: 'wbxml', mac: header }, made.env);
  };
  assert.equal(header(await signed({ locUri: 'IMEI:1', locName: NAME }))[0], 401);
  assert.equal(header(await signed({ locUri: DEVICE_ID, locName: 'other' }))[0], 401);
  assert.equal(header(await signed({ locUri: DEVICE_ID, locName: NAME }))[0], 200);
});

/** Headers that are refused before an octet of the body is looked at. */
const MAC = `${'A'.repeat(22)}==`;
const nonsense: readonly string[] = [
  ...['', ' ', ',', '=', 'MD5', 'mac', `mac=${MAC}`, 'username="dev"', 'username="dev", mac='],
  ...[`username="", mac=${MAC}`, `username=, mac=${MAC}`, `username="dev" mac=${MAC}`],
  ...[`algorithm=SHA1, username="dev", mac=${MAC}`, `algorithm=, username="dev", mac=${MAC}`],
  ...[`username="dev", mac=${MAC}, username="dev", mac=${MAC}`, `username="dev", username="eve", mac=${MAC}`],
  ...[`username="dev", mac=${MAC}, mac=${MAC}`, `username="dev", mac=${MAC}, realm=x`],
  ...[`username="dev, mac=${MAC}`, `username=dev", mac=${MAC}`, `username="de"v", mac=${MAC}`],
  ...[`username="dev"; mac=${MAC}`, `username:"dev", mac=${MAC}`, `"username"="dev", mac=${MAC}`],
  ...[`username="dev\r\nX: y", mac=${MAC}`, `username="dev"\n, mac=${MAC}`, `username="d\0", mac=${MAC}`],
  ...[`username="${'n'.repeat(65_536)}", mac=${MAC}`, `username="dev", mac=${'A'.repeat(65_536)}`],
  ...['username="dev", mac=AAAA', 'username="dev", mac=@@@@', `username="dev", mac=${'A'.repeat(43)}=`],
];
test(`A11 ${nonsense.length} headers that make no sense: 400, and the body is not read`, async () => {
  assert.ok(nonsense.length >= 30);
  const { env } = fixture([], 'hmac');
  let parsed = 0;
  for (const text of nonsense) {
    const input: TurnInput = {
      get bytes(): Uint8Array {
        parsed += 1;
        return new Uint8Array();
      },
      encoding: 'wbxml',
      mac: text,
    };
    assert.equal((await receiveTurn(input, env)).status, 400, text.slice(0, 80));
  }
  assert.equal(parsed, 0);
});
