import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, encode, type Message } from '@scomo/syncml';
import { blankMessage, withoutToken } from './blank-message.ts';

const TOKEN = 'AbC-_0123456789abcdefghijklmnopqrstuvwxyzAbC';
const STARS = '*'.repeat(TOKEN.length);

function messageWith(...commands: Command[]): Message {
  return {
    header: {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: '2',
      target: { locUri: `http://h/dm?s=${TOKEN}` },
      source: { locUri: 'IMEI:AbC' },
      respUri: `http://h/dm?s=${TOKEN}`,
    },
    commands,
    final: true,
  };
}

const replace = (locUri: string, data: string): Command => ({
  kind: 'Replace',
  cmdId: '1',
  items: [{ target: { locUri }, data }],
});

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`the token is struck out of ${encoding}, all else is kept`, () => {
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
    const bytes = encode(messageWith(replace('./A', `AbC ${TOKEN.slice(0, -1)} ${TOKEN}`)), encoding);
    const before = text(bytes);
    assert.equal(text(withoutToken(bytes, TOKEN)), before.replaceAll(TOKEN, STARS));
    assert.equal(before.split(TOKEN).length, 4);
    assert.equal(text(bytes), before);
  });
}

test('a token at the end of the octets, and one cut off there', () => {
  const struck = (text: string) => Buffer.from(withoutToken(Buffer.from(text), TOKEN)).toString();
  assert.equal(struck(`A${TOKEN}`), `A${STARS}`);
  assert.equal(struck(TOKEN.slice(0, -1)), TOKEN.slice(0, -1));
});

test('a message without credentials is the same message', () => {
  const harmless = messageWith(replace('./A', 'AAuthSecret'), {
    kind: 'Atomic',
    cmdId: '2',
    commands: [replace('./Download/x/PkgURL', 'http://h/plain')],
  });
  assert.equal(blankMessage(harmless), harmless);
});

for (const [name, leaf, data, kept] of [
  ['a secret', 'AppAuth/1/AAuthSecret', 'hunter2', '***'],
  ['auth data', 'AppAuth/1/AAuthData', 'bm9uY2U=', '***'],
  ['a signed URL', 'Download/x/PkgURL', 'http://h/dl?sig=1', 'http://h/dl?***'],
] as const) {
  test(`${name} is blanked, also inside Atomic`, () => {
    const inner = replace(`./${leaf}`, data);
    const atomic = (child: Command): Command => ({ kind: 'Atomic', cmdId: '2', commands: [child] });
    const blanked = replace(`./${leaf}`, kept);
    assert.deepEqual(blankMessage(messageWith(inner, atomic(inner))), messageWith(blanked, atomic(blanked)));
  });
}

for (const [name, item, kept] of [
  ['a chunk of text', { data: 'é'.repeat(50), moreData: true }, '*** 100 octets ***'],
  ['a chunk of octets', { data: new Uint8Array(65), moreData: true }, '*** 65 octets ***'],
  ['a short chunk', { data: 'x'.repeat(64), moreData: true }, 'x'.repeat(64)],
  ['no data at all', { moreData: true }, undefined],
] as const) {
  test(`of an object in chunks it is kept how long they were: ${name}`, () => {
    const message = messageWith({ kind: 'Add', cmdId: '1', items: [{ target: { locUri: './A' }, ...item }] });
    const [blanked] = blankMessage(message).commands;
    assert.ok(blanked?.kind === 'Add');
    assert.equal(blanked.items[0]?.data, kept);
    assert.equal(blanked.items[0]?.moreData, true);
  });
}

test('the last part of a package is not kept either', () => {
  const data = 'x'.repeat(65);
  const message = messageWith(replace('./SCOMO/Inventory/Delivered/x/Data', data));
  assert.deepEqual(
    blankMessage(message),
    messageWith(replace('./SCOMO/Inventory/Delivered/x/Data', '*** 65 octets ***')),
  );
});

test('a Cred is blanked in the header and in a command', () => {
  const cred = { meta: { format: 'b64', type: 'syncml:auth-basic' }, data: 'ZGV2OnB3' };
  const message = messageWith({ kind: 'Alert', cmdId: '1', code: 1201, items: [], cred });
  const blanked = blankMessage({ ...message, header: { ...message.header, cred } });
  assert.equal(blanked.header.cred?.data, '***');
  assert.equal((blanked.commands[0] as { cred?: typeof cred }).cred?.data, '***');
});
