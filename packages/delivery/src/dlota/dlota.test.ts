import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../limits.ts';
import { DESCRIPTOR_NAMESPACE, type Descriptor } from './descriptor.ts';
import { judgeDescriptor, judgeObject } from './judge-descriptor.ts';
import { parseDescriptor } from './parse-descriptor.ts';
import { renderDescriptor } from './render-descriptor.ts';
import { DescriptorFault, DLOTA_STATUSES, readStatusLine, statusLine } from './status-lines.ts';

const TYPE = '<type>application/octet-stream</type>';
const SIZE = '<size>1000</size>';
const OBJECT = '<objectURI>http://h/o</objectURI>';
const WHOLE = `${TYPE}${SIZE}${OBJECT}`;
const media = (inner: string) => `<media xmlns="${DESCRIPTOR_NAMESPACE}">${inner}</media>`;
const parse = (text: string) => parseDescriptor(new TextEncoder().encode(text));
const statusOf = (act: () => unknown): number => {
  try {
    act();
  } catch (error) {
    if (error instanceof DescriptorFault) return error.status;
    throw error;
  }
  return 900;
};

const FAULTS: readonly (readonly [id: string, text: string, status: number])[] = [
  ['D15 no type', media(SIZE + OBJECT), 906],
  ['D15 no size', media(TYPE + OBJECT), 906],
  ['D15 no objectURI', media(TYPE + SIZE), 906],
  ['D15 an empty type', media(`<type> </type>${SIZE}${OBJECT}`), 906],
  ['D15 a size that is no number', media(`${TYPE}<size>1e3</size>${OBJECT}`), 906],
  ['D15 a size below nothing', media(`${TYPE}<size>-1</size>${OBJECT}`), 906],
  ['D15 a size beyond all numbers', media(`${TYPE}<size>9007199254740993</size>${OBJECT}`), 906],
  ['D15 version 2.0', media(`${WHOLE}<DDVersion>2.0</DDVersion>`), 951],
  ['D15 version 2.0 before what is missing', media('<DDVersion>2.0</DDVersion>'), 951],
  ['D15 version 10', media(`${WHOLE}<DDVersion>10</DDVersion>`), 951],
  ['a DOCTYPE', `<!DOCTYPE media [<!ENTITY a "b">]>${media(WHOLE)}`, 906],
  ['an entity of its own', media(`${WHOLE}<name>&a;</name>`), 906],
  ['another root', `<html>${WHOLE}</html>`, 906],
  ['not well-formed', media(`${WHOLE}<name>`), 906],
  ['nothing', '', 906],
];
for (const [id, text, status] of FAULTS)
  test(`descriptor refused: ${id}: ${status}`, () =>
    assert.equal(
      statusOf(() => parse(text)),
      status,
    ));

test('descriptor refused: not UTF-8: 906', () => {
  assert.equal(
    statusOf(() => parseDescriptor(Uint8Array.of(0x3c, 0xff))),
    906,
  );
});

const TAKEN: readonly (readonly [id: string, text: string, more: Partial<Descriptor>])[] = [
  ['all that is needed', media(WHOLE), {}],
  ['D19 unknown elements, flat and deep', media(`<x/>${WHOLE}<y><size>7</size><z>1</z></y>`), {}],
  [
    'D19 several types',
    media(`${WHOLE}<type>Text/Plain</type>`),
    { types: ['application/octet-stream', 'text/plain'] },
  ],
  ['D19 any order', media(`${OBJECT}${SIZE}${TYPE}`), {}],
  ['no namespace', `<media>${WHOLE}</media>`, {}],
  ['prefixes', `<d:media xmlns:d="x"><d:name>n</d:name>${WHOLE}</d:media>`, { name: 'n' }],
  ['blanks around', media(`${TYPE}<size>\n 1000 </size>${OBJECT}`), {}],
  ['a size in groups', media(`${TYPE}<size>1,000</size>${OBJECT}`), {}],
  ['version 1.1', media(`${WHOLE}<DDVersion>1.1</DDVersion>`), {}],
  ['the first of two', media(`${WHOLE}<size>7</size>`), {}],
  ['CDATA and references', media(`${WHOLE}<name>a<![CDATA[<]]>&amp;&#98;</name>`), { name: 'a<&b' }],
];
for (const [id, text, more] of TAKEN) {
  test(`descriptor taken: ${id}`, () => {
    const plain = { types: ['application/octet-stream'], size: 1000, objectURI: 'http://h/o' };
    assert.deepEqual(parse(text), { ...plain, ...more });
  });
}

const full: Descriptor = {
  types: ['application/octet-stream'],
  size: 12,
  objectURI: 'https://h/dl/a?d=1&s=2',
  name: 'A <b> & "c"\r\nd',
  vendor: 'é',
  installNotifyURI: 'n',
};
test('a descriptor reads back as it was written', () => {
  assert.deepEqual(parse(renderDescriptor(full)), full);
  assert.deepEqual(parse(renderDescriptor({ ...full, name: 'a\u0000\ud800' })).name, 'a\ufffd\ufffd');
});

const means = { types: ['application/octet-stream'], room: 1000 };
const described = { ...full, size: 1000 };
const VERDICTS: readonly (readonly [id: string, act: () => void, status: number])[] = [
  ['D16 no usable type', () => judgeDescriptor({ ...described, types: ['image/gif'] }, means), 953],
  ['D16 too big', () => judgeDescriptor({ ...described, size: 1001 }, means), 901],
  ['D16 just fits', () => judgeDescriptor(described, means), 900],
  [
    'D19 one of several types',
    () => judgeDescriptor({ ...described, types: ['a/b', ...full.types] }, means),
    900,
  ],
  ['D17 another type', () => judgeObject(described, { type: 'text/html', size: 1000 }), 905],
  ['D17 another size', () => judgeObject(described, { type: undefined, size: 999 }), 905],
  [
    'D17 as described',
    () => judgeObject(described, { type: 'Application/Octet-Stream; a=b', size: 1000 }),
    900,
  ],
  ['D17 nothing said', () => judgeObject(described, { type: undefined, size: undefined }), 900],
];
for (const [id, act, status] of VERDICTS)
  test(`judged: ${id}: ${status}`, () => assert.equal(statusOf(act), status));

test('status lines are read back, whatever follows the code', () => {
  for (const code of Object.keys(DLOTA_STATUSES).map(Number) as (keyof typeof DLOTA_STATUSES)[])
    assert.equal(readStatusLine(statusLine(code)), code);
  assert.equal(readStatusLine(' 900 Success \n\r'), 900);
  for (const text of ['', '904 x', '9000', 'Success', '90']) assert.equal(readStatusLine(text), undefined);
});

const nested = (depth: number) => media(`${WHOLE}${'<x>'.repeat(depth - 1)}${'</x>'.repeat(depth - 1)}`);
const SIZED: readonly (readonly [keyof typeof LIMITS, (size: number) => string])[] = [
  ['descriptorBytesMax', (size) => media(WHOLE).padEnd(size)],
  ['descriptorDepthMax', nested],
  ['descriptorElementsMax', (size) => media(WHOLE + '<x/>'.repeat(size - 4))],
];
for (const [name, sized] of SIZED) {
  test(`${name}: at is taken, one above is not`, () => {
    assert.equal(
      statusOf(() => parse(sized(LIMITS[name]))),
      900,
    );
    assert.equal(
      statusOf(() => parse(sized(LIMITS[name] + 1))),
      906,
    );
  });
}
