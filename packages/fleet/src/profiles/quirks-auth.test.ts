import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { decode, encode, type Message } from '@scomo/syncml';
import { treeTask } from '../../test/fixture.ts';
import {
  devInfo,
  FINAL,
  type Foreign,
  foreign,
  outline,
  PACKAGE_1,
  START,
  status,
  xml,
} from '../../test/foreign.ts';

const MET = 'xmlns="syncml:metinf"';
const SECRET = 'a-client-secret-of-32-characters';
const GET = { kind: 'get', uri: './A' } as const;
const md5 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const digest = (nonce: string) =>
  md5(md5(`dev:${SECRET}`).toString('base64'), ':', Buffer.from(nonce, 'base64')).toString('base64');

/** The nonce of the challenge that package 1 is answered with. */
async function challenged(client: Foreign): Promise<string> {
  const said = await client.post(PACKAGE_1);
  assert.ok(typeof said !== 'number');
  const header = said.commands[0];
  const nonce = header?.kind === 'Status' ? header.chal?.meta.nextNonce : undefined;
  assert.ok(nonce);
  return nonce;
}

const cred = (data: string, format = 'b64') =>
  `<Cred><Meta><Format ${MET}>${format}</Format><Type ${MET}>syncml:auth-md5</Type></Meta><Data>${data}</Data></Cred>`;
const again = (more: string, source = '') =>
  xml(status('0', 'SyncHdr', 200) + START + devInfo() + FINAL, { msgId: '2', more, source });
const accepted = (said: Message | number) => outline(said)[0] === 'Status SyncHdr 212';

test('Q20 md5 without LocName: the account is that of the device', async () => {
  const client = foreign([treeTask('tk_1', [GET])], 'md5');
  assert.ok(accepted(await client.post(again(cred(digest(await challenged(client)))))));
});

test('Q20 and with a LocName that is another: the digest decides', async () => {
  const client = foreign([treeTask('tk_1', [GET])], 'md5');
  const nonce = await challenged(client);
  assert.ok(accepted(await client.post(again(cred(digest(nonce)), '<LocName>x</LocName>'))));
});

test('Q21 the digest as raw octets in WBXML, Format bin or none', async () => {
  for (const format of ['bin', 'b64']) {
    const client = foreign([treeTask('tk_1', [GET])], 'md5');
    const text = digest(await challenged(client));
    const message = decode(new TextEncoder().encode(again(cred(text, format))), 'xml');
    assert.ok(accepted(await client.post(withRawOctets(encode(message, 'wbxml'), text))), format);
  }
});

/** The message with a base64 text as OPAQUE octets in its place. */
function withRawOctets(bytes: Uint8Array, text: string): Uint8Array {
  const inline = [3, ...Buffer.from(text), 0];
  const at = Buffer.from(bytes).indexOf(Buffer.from(inline));
  assert.ok(at > 0);
  const raw = Buffer.from(text, 'base64');
  return Uint8Array.from([
    ...bytes.slice(0, at),
    0xc3,
    raw.length,
    ...raw,
    ...bytes.slice(at + inline.length),
  ]);
}

test('peers A3 device ids in another spelling are other devices', async () => {
  const client = foreign([], 'md5');
  const said = await client.post(PACKAGE_1.replace('IMEI:', 'imei:'));
  assert.ok(typeof said !== 'number');
  assert.equal(outline(said)[0], 'Status SyncHdr 407');
});

test('peers A5 wrong passwords: challenged twice, then the session is over', async () => {
  const client = foreign([], 'md5');
  const said = [await client.post(PACKAGE_1)];
  for (const msgId of ['2', '3', '4']) {
    said.push(await client.post(xml(START + devInfo() + FINAL, { msgId, more: cred('AAAA') })));
  }
  const challenged = said.map((message) => {
    const header = typeof message === 'number' ? undefined : message.commands[0];
    return header?.kind === 'Status' && [header.code, header.chal !== undefined];
  });
  assert.deepEqual(challenged, [
    [407, true],
    [401, true],
    [401, false],
    [200, false],
  ]);
  assert.ok(outline(said[3] ?? 0).includes('Alert 1223'));
});
