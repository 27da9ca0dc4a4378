import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leafWbxml, messageWbxml, messageXml, octets } from '../test/samples.ts';
import { decode, type Encoding, LIMITS, type Limits, SyncmlError, type SyncmlErrorCode } from './index.ts';

const small: Limits = {
  messageBytesMax: 100_000,
  depthMax: 12,
  containerDepthMax: 2,
  attributesMax: 3,
  textBytesMax: 20,
  commandsMax: 4,
  itemsMax: 3,
  stringTableBytesMax: 10,
};

const nest = (count: number, open: string, close: string) => open.repeat(count) + close.repeat(count);
const repeat = (count: number, tokens: Uint8Array) => octets(...new Array(count).fill(tokens));
const nestWbxml = (count: number, token: number) =>
  octets(repeat(count, octets(token)), repeat(count, octets(1)));
const tree = (count: number) => octets(0x45, 0x54, 0x4f, 0, 2, nestWbxml(count, 0x64), 1, 1, 1);

interface Row {
  readonly limit: keyof Limits;
  readonly encoding: Encoding;
  readonly code: SyncmlErrorCode;
  /** A message that has so many of it. */
  readonly make: (count: number) => Uint8Array;
}

const xml = (make: (count: number) => string) => (count: number) => octets(messageXml(make(count)));
const wbxml = (make: (count: number) => Uint8Array) => (count: number) => messageWbxml(make(count));
const data = (count: number) => 'a'.repeat(count);

const ROWS: readonly Row[] = [
  { limit: 'depthMax', encoding: 'xml', code: 'too-deep', make: xml((n) => nest(n - 2, '<X>', '</X>')) },
  {
    limit: 'depthMax',
    encoding: 'xml',
    code: 'too-deep',
    make: xml((n) => `${nest(n - 3, '<X>', '</X>').replace('<X></X>', '<X><X/></X>')}`),
  },
  {
    limit: 'depthMax',
    encoding: 'xml',
    code: 'too-deep',
    make: xml((n) => `<Add><Item><Data>${nest(n - 5, '<X>', '</X>')}</Data></Item></Add>`),
  },
  { limit: 'depthMax', encoding: 'wbxml', code: 'too-deep', make: wbxml((n) => nestWbxml(n - 2, 0x70)) },
  { limit: 'depthMax', encoding: 'wbxml', code: 'too-deep', make: wbxml((n) => tree(n - 5)) },
  {
    limit: 'containerDepthMax',
    encoding: 'xml',
    code: 'too-deep',
    make: xml((n) => nest(n, '<Sequence>', '</Sequence>').repeat(2)),
  },
  { limit: 'containerDepthMax', encoding: 'wbxml', code: 'too-deep', make: wbxml((n) => nestWbxml(n, 0x48)) },
  {
    limit: 'attributesMax',
    encoding: 'xml',
    code: 'too-many',
    make: xml((n) => `<Final${data(n).replace(/a/g, (_, i) => ` a${i}="1"`)}/>`),
  },
  {
    limit: 'attributesMax',
    encoding: 'wbxml',
    code: 'too-many',
    make: wbxml((n) => octets(0x92, repeat(n, octets(5)), 1)),
  },
  {
    limit: 'textBytesMax',
    encoding: 'xml',
    code: 'too-large',
    make: xml((n) => `<Add><CmdID>${data(n)}</CmdID></Add>`),
  },
  {
    limit: 'textBytesMax',
    encoding: 'xml',
    code: 'too-large',
    make: xml((n) => `<Add><CmdID>é${data(n - 2)}</CmdID></Add>`),
  },
  {
    limit: 'textBytesMax',
    encoding: 'xml',
    code: 'too-large',
    make: xml((n) => `<Add><CmdID>a<![CDATA[${data(n - 2)}]]>a</CmdID></Add>`),
  },
  { limit: 'textBytesMax', encoding: 'xml', code: 'too-large', make: xml((n) => `<Final a="${data(n)}"/>`) },
  {
    limit: 'textBytesMax',
    encoding: 'wbxml',
    code: 'too-large',
    make: wbxml((n) => octets(0x45, leafWbxml(0x0b, data(n)), 1)),
  },
  {
    limit: 'textBytesMax',
    encoding: 'wbxml',
    code: 'too-large',
    make: wbxml((n) => octets(0x45, 0x54, 0x4f, 0xc3, n, data(n), 1, 1, 1)),
  },
  {
    limit: 'textBytesMax',
    encoding: 'wbxml',
    code: 'too-large',
    make: wbxml((n) => octets(0x45, 0x54, 0x4f, 3, data(n - 1), 0, 2, 0x41, 1, 1, 1)),
  },
  {
    limit: 'commandsMax',
    encoding: 'xml',
    code: 'too-many',
    make: xml((n) => `<Atomic>${'<Get/>'.repeat(n - 2)}</Atomic><Sync/>`),
  },
  {
    limit: 'commandsMax',
    encoding: 'wbxml',
    code: 'too-many',
    make: wbxml((n) => octets(0x48, repeat(n - 1, octets(0x13)), 1)),
  },
  {
    limit: 'itemsMax',
    encoding: 'xml',
    code: 'too-many',
    make: xml((n) => `<Get><Item/></Get><Get>${'<Item/>'.repeat(n - 1)}</Get>`),
  },
  {
    limit: 'itemsMax',
    encoding: 'wbxml',
    code: 'too-many',
    make: wbxml((n) => octets(0x53, repeat(n, octets(0x14)), 1)),
  },
  {
    limit: 'stringTableBytesMax',
    encoding: 'wbxml',
    code: 'too-large',
    make: (n) => messageWbxml(octets(0x12), octets(2, 0xa4, 1, 0x6a, n, data(n))),
  },
];

describe('limits', () => {
  for (const [index, { limit, encoding, code, make }] of ROWS.entries()) {
    it(`${limit}, ${encoding}, row ${index}: the limit itself passes, one more is ${code}`, () => {
      const bound = small[limit];
      assert.doesNotThrow(() => decode(make(bound), encoding, small));
      assert.throws(
        () => decode(make(bound + 1), encoding, small),
        (error) => error instanceof SyncmlError && error.code === code,
      );
    });
  }

  for (const encoding of ['xml', 'wbxml'] as const) {
    it(`messageBytesMax, ${encoding}`, () => {
      const bytes = encoding === 'xml' ? octets(messageXml('')) : messageWbxml(octets());
      decode(bytes, encoding, { ...LIMITS, messageBytesMax: bytes.length });
      assert.throws(
        () => decode(bytes, encoding, { ...LIMITS, messageBytesMax: bytes.length - 1 }),
        (error) => error instanceof SyncmlError && error.code === 'too-large' && error.offset === 0,
      );
    });
  }

  it('the default limits are those of the threat model', () => {
    assert.deepEqual(LIMITS, {
      messageBytesMax: 262_144,
      depthMax: 32,
      containerDepthMax: 4,
      attributesMax: 8,
      textBytesMax: 1_048_576,
      commandsMax: 1000,
      itemsMax: 2000,
      stringTableBytesMax: 65_536,
    });
  });
});
