import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { messageWbxml, messageXml, octets, WBXML_START } from '../test/samples.ts';
import { decode, LIMITS, SyncmlError } from './index.ts';

const ROOM = LIMITS.messageBytesMax - 400;
/** Work a message may cause, whatever it holds: far above what is seen, far below what a square would take. */
const MILLISECONDS_MAX = 1000;

const fill = (unit: string) => unit.repeat(Math.floor(ROOM / octets(unit).length));
const fillWbxml = (...unit: readonly number[]) =>
  Uint8Array.from(
    { length: Math.floor(ROOM / unit.length) * unit.length },
    (_, i) => unit[i % unit.length] ?? 0,
  );
const numbered = (make: (n: number) => string) =>
  Array.from({ length: Math.floor(ROOM / make(10_000).length) }, (_, n) => make(n)).join('');

const XML: Readonly<Record<string, string>> = {
  'references in a value': messageXml(`<Add><Item><Data>${fill('&#65;')}</Data></Item></Add>`),
  'CDATA sections in a value': messageXml(`<Add><Item><Data>${fill('<![CDATA[a]]>')}</Data></Item></Add>`),
  'comments in a field': messageXml(`<Add><CmdID>${fill('a<!---->')}</CmdID></Add>`),
  'namespaces that differ': messageXml(numbered((n) => `<X xmlns="${n}"/>`)),
  'prefixes that differ': messageXml(numbered((n) => `<a${n}:X xmlns:a${n}="${n}"/>`)),
  'names beyond ASCII': messageXml(fill('<é/>')),
  'EMI values': messageXml(`<Get><Meta>${fill('<EMI/>')}</Meta></Get>`),
  'elements in a value': messageXml(`<Add><Item><Data>${fill('<a/>b')}</Data></Item></Add>`),
  'closing brackets in a CDATA': messageXml(`<Add><Item><Data><![CDATA[${fill(']')}]]></Data></Item></Add>`),
  'a tag of blanks': messageXml(`<Final${fill(' ')}/>`),
  'references to one status': messageXml(`<Status>${fill('<TargetRef/>')}</Status>`),
};

const table = octets(2, 0xa4, 1, 0x6a, 0x83, 0xff, 0x7f, 'a'.repeat(65_535));
const half = fillWbxml(0x83, 0).slice(0, 180_000);
const WBXML: Readonly<Record<string, Uint8Array>> = {
  'EMI values': messageWbxml(octets(0x53, 0x5a, 0, 1, fillWbxml(0x06), 1, 1)),
  'OPAQUE pieces in a value': messageWbxml(octets(0x45, 0x54, 0x4f, fillWbxml(0xc3, 1, 0xff), 1, 1, 1)),
  'entities in a value': messageWbxml(octets(0x45, 0x54, 0x4f, fillWbxml(2, 0x41), 1, 1, 1)),
  'tags in a value': messageWbxml(octets(0x45, 0x54, 0x4f, 0, 2, fillWbxml(0x24), 1, 1, 1)),
  'page switches': messageWbxml(fillWbxml(0, 1)),
  'unknown tags': messageWbxml(fillWbxml(0x30)),
};
const TABLE_WBXML: Readonly<Record<string, Uint8Array>> = {
  'a long string again and again in one value': octets(table, 0x6d, 0x6b, 0x45, 0x54, 0x4f, half),
  'a long string again and again where it does not matter': octets(table, 0x6d, 0x6b, half),
  'a long literal name again and again': octets(table, 0x6d, fillWbxml(4, 0).slice(0, 180_000)),
  'a long attribute again and again': octets(table, 0x6d, 0x92, half),
};

function millisecondsOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

describe('floods within the size limit', () => {
  for (const [why, document] of Object.entries(XML)) {
    it(`XML: ${why}`, () => {
      const bytes = octets(document);
      assert.ok(bytes.length <= LIMITS.messageBytesMax);
      assert.ok(millisecondsOf(() => decode(bytes, 'xml')) < MILLISECONDS_MAX);
    });
  }
  for (const [why, bytes] of Object.entries(WBXML)) {
    it(`WBXML: ${why}`, () => {
      assert.ok(bytes.length <= LIMITS.messageBytesMax);
      assert.ok(millisecondsOf(() => decode(bytes, 'wbxml')) < MILLISECONDS_MAX);
    });
  }
  for (const [why, bytes] of Object.entries(TABLE_WBXML)) {
    it(`WBXML: ${why}`, () => {
      assert.ok(bytes.length <= LIMITS.messageBytesMax);
      const refused = () =>
        assert.throws(
          () => decode(bytes, 'wbxml'),
          (error) => error instanceof SyncmlError && error.code === 'too-large',
        );
      assert.ok(millisecondsOf(refused) < MILLISECONDS_MAX);
    });
  }

  it('names of object prototypes are names like any other', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const message = decode(octets(messageXml(`<${name}><polluted>1</polluted></${name}><Final/>`)), 'xml');
      assert.deepEqual(message.commands, []);
      const literal = octets(WBXML_START.slice(0, 4), name.length + 1, name, 0);
      assert.deepEqual(decode(messageWbxml(octets(0x44, 0, 3, '1', 0, 1), literal), 'wbxml').commands, []);
    }
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });
});
