import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leafWbxml, messageWbxml, messageXml, octets } from '../test/samples.ts';
import { type Command, type Data, decode, encode, type Item, type Message, metaOf } from './index.ts';

const message = (...commands: readonly Command[]): Message => ({
  header: {
    verDtd: '1.2',
    verProto: 'DM/1.2',
    sessionId: '1',
    msgId: '1',
    target: { locUri: 's' },
    source: { locUri: 'd' },
  },
  commands,
  final: true,
});
const add = (item: Item, meta?: Item['meta']): Command => ({
  kind: 'Add',
  cmdId: '1',
  ...(meta && { meta }),
  items: [item],
});
const itemOf = ({ commands: [command] }: Message): Item | undefined =>
  command?.kind === 'Add' ? command.items[0] : undefined;
const through = (encoding: 'xml' | 'wbxml', command: Command) =>
  decode(encode(message(command), encoding), encoding);
const format = (text: string) => octets(0x5a, 0, 1, leafWbxml(0x07, text), 1, 0, 0);
/** An Add of one Item with this content, in WBXML. */
const addWbxml = (...content: readonly Uint8Array[]) => messageWbxml(octets(0x45, 0x54, ...content, 1, 1));
const opaque = (...bytes: readonly number[]) => octets(0x4f, 0xc3, bytes.length, ...bytes, 1);
const dataOf = (bytes: Uint8Array): Data | undefined => itemOf(decode(bytes, 'wbxml'))?.data;

describe('octets of an Item in WBXML', () => {
  it('are bytes with Format bin in any case, before or behind, on the Item or the command', () => {
    const expected = Uint8Array.of(0x61, 0x62);
    assert.deepEqual(dataOf(addWbxml(format('bin'), opaque(0x61, 0x62))), expected);
    assert.deepEqual(dataOf(addWbxml(format('Bin'), opaque(0x61, 0x62))), expected);
    assert.deepEqual(dataOf(addWbxml(opaque(0x61, 0x62), format('bin'))), expected);
    const outer = (before: boolean) => {
      const item = octets(0x54, opaque(0x61, 0x62), 1);
      return messageWbxml(octets(0x45, ...(before ? [format('bin'), item] : [item, format('bin')]), 1));
    };
    assert.deepEqual(dataOf(outer(true)), expected);
    assert.deepEqual(dataOf(outer(false)), expected);
    assert.deepEqual(dataOf(addWbxml(format('bin'), octets(0x4f, 0xc3, 0, 1))), new Uint8Array(0));
  });

  it('are text when they are UTF-8 without Format bin, also where the command says bin and the Item chr', () => {
    assert.equal(dataOf(addWbxml(opaque(0xc3, 0xa9))), 'é');
    assert.equal(dataOf(addWbxml(format('b64'), opaque(0x61))), 'a');
    const mixed = octets(0x45, format('bin'), 0x54, format('chr'), opaque(0x61), 1, 1);
    assert.equal(dataOf(messageWbxml(mixed)), 'a');
  });

  it('are bytes when they are not UTF-8, whatever Format says', () => {
    assert.deepEqual(dataOf(addWbxml(format('chr'), opaque(0xff, 0x00))), Uint8Array.of(0xff, 0));
  });

  it('starting like WBXML stay bytes or text unless they are a tree', () => {
    assert.equal(dataOf(addWbxml(opaque(0x02, 0x61))), '\u0002a');
    assert.deepEqual(dataOf(addWbxml(opaque(0x02, 0xff))), Uint8Array.of(2, 0xff));
    assert.equal(
      dataOf(addWbxml(opaque(0x01, 0x01, 0x6a, 0x00, 0x00, 0x02, 0x21))),
      '\u0001\u0001j\0\0\u0002!',
    );
  });

  it('are a tree when they are a nested document, unless Format is bin', () => {
    const nested = [0x02, 0x01, 0x6a, 0x00, 0x00, 0x02, 0x20];
    const tree = { elements: [{ name: 'MgmtTree', ns: 'syncml:dmddf1.2', children: [] }] };
    assert.deepEqual(dataOf(addWbxml(format('xml'), opaque(...nested))), tree);
    assert.deepEqual(dataOf(addWbxml(format('bin'), opaque(...nested))), Uint8Array.from(nested));
  });
});

describe('writing values', () => {
  it('puts octets into XML as base64 text, labelled so', () => {
    const command = add({ data: Uint8Array.of(0xff, 0, 1) }, { format: 'bin', type: 'application/x' });
    assert.deepEqual(through('xml', command).commands[0], {
      kind: 'Add',
      cmdId: '1',
      meta: { format: 'bin', type: 'application/x' },
      items: [{ meta: { format: 'b64' }, data: '/wAB' }],
    });
  });

  it('puts text that XML cannot carry into XML as base64 text', () => {
    assert.deepEqual(itemOf(through('xml', add({ data: 'a\0é' }))), {
      meta: { format: 'b64' },
      data: 'YQDDqQ==',
    });
  });

  it('puts U+FFFD where XML cannot carry a protocol field', () => {
    assert.equal(itemOf(through('xml', add({ target: { locUri: 'a\u0001b' } })))?.target?.locUri, 'a\ufffdb');
  });

  it('writes text with NUL as OPAQUE, and any other as one string', () => {
    const bytes = Buffer.from(encode(message(add({ data: 'a\0b' })), 'wbxml'));
    assert.ok(bytes.includes(Buffer.from([0x4f, 0xc3, 3, 0x61, 0, 0x62, 1])));
    for (const data of [
      'a\0b',
      'é'.repeat(3000),
      'a'.repeat(3000),
      '\u{1f600}',
      '\ufeffa',
      '\u0001',
      '\r\n',
    ]) {
      assert.equal(itemOf(through('wbxml', add({ data })))?.data, data);
    }
  });

  it('renames the type of a tree in WBXML only, on the Item or on the command', () => {
    const tree = { elements: [{ name: 'MgmtTree', ns: 'syncml:dmddf1.2', children: [] }] };
    const meta = { type: 'application/vnd.syncml.dmtnds+xml' };
    for (const command of [add({ meta, data: tree }), add({ data: tree }, meta)]) {
      const text = (encoding: 'xml' | 'wbxml') =>
        Buffer.from(encode(message(command), encoding)).toString('latin1');
      assert.ok(text('wbxml').includes('dmtnds+wbxml'));
      assert.ok(text('xml').includes('dmtnds+xml'));
      assert.deepEqual(through('wbxml', command).commands[0], command);
      assert.deepEqual(through('xml', command).commands[0], command);
    }
    const asText = add({ meta, data: '<MgmtTree/>' });
    assert.deepEqual(through('wbxml', asText).commands[0], asText);
  });

  it('writes MetInf markup as tags and foreign markup as XML text in WBXML', () => {
    const metinf = { elements: [{ name: 'Mark', ns: 'syncml:metinf', children: ['a'] }] };
    assert.deepEqual(itemOf(through('wbxml', add({ data: metinf })))?.data, metinf);
    const foreign = {
      elements: [{ name: 'a', ns: 'urn:a', children: ['<', { name: 'b', ns: '', children: [] }] }],
    };
    assert.deepEqual(itemOf(through('xml', add({ data: foreign })))?.data, foreign);
    assert.equal(
      itemOf(through('wbxml', add({ data: foreign })))?.data,
      '<a xmlns="urn:a">&lt;<b xmlns=""/></a>',
    );
  });

  it('keeps VerDTD 1.2 of a message in namespace 1.1, and writes 1.1 with its own names', () => {
    const odd = decode(octets(messageXml('', '<SyncML xmlns="SYNCML:SYNCML1.1">')), 'xml');
    assert.equal(odd.header.verDtd, '1.2');
    const old = { ...message(), header: { ...message().header, verDtd: '1.1' } };
    assert.deepEqual([...encode(old, 'wbxml').slice(0, 5)], [0x02, 0x9f, 0x53, 0x6a, 0x00]);
    assert.ok(Buffer.from(encode(old, 'xml')).includes('<SyncML xmlns="SYNCML:SYNCML1.1">'));
  });

  it('writes containers inside each other in order', () => {
    const leaf = (cmdId: string): Command => ({ kind: 'Get', cmdId, items: [] });
    const nested: Command = {
      kind: 'Sequence',
      cmdId: '1',
      commands: [leaf('2'), { kind: 'Atomic', cmdId: '3', commands: [leaf('4')] }, leaf('5')],
    };
    assert.deepEqual(through('xml', nested).commands, [nested]);
    assert.deepEqual(through('wbxml', nested).commands, [nested]);
  });
});

describe('metaOf', () => {
  it('lets each value of the Item win over that of the command', () => {
    const item = { meta: { format: 'int' } };
    assert.deepEqual(metaOf(add(item, { format: 'chr', type: 'text/plain' }), item), {
      format: 'int',
      type: 'text/plain',
    });
    assert.deepEqual(metaOf({ kind: 'Alert', cmdId: '1', items: [{}] }, {}), {});
  });
});
