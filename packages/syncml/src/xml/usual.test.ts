import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { messageXml, octets } from '../../test/samples.ts';
import { type Command, decode, SyncmlError, type SyncmlErrorCode } from '../index.ts';

const METINF = ' xmlns="syncml:metinf"';
const item = (meta: string, data: string) => `<Item><Meta>${meta}</Meta><Data>${data}</Data></Item>`;
const format = (value: string) => `<Format${METINF}>${value}</Format>`;
const documentOf = (second: string) =>
  messageXml(`<Add><CmdID>1</CmdID>${item(format('chr'), 'a')}${second}</Add><Final/>`);
const read = (document: string): readonly Command[] => decode(octets(document), 'xml').commands;

/** Makes the reader expect the second item to be like the first. */
const teach = () => read(documentOf(item(format('chr'), 'a')));

/** Second items that begin like the usual one. */
const NEARLY: readonly (readonly [why: string, second: string, expected: object])[] = [
  ['a longer name', item(`<FormatX${METINF}>b64</FormatX>`, 'b'), { meta: {}, data: 'b' }],
  ['a longer Item', '<Items><Data>b</Data></Items><Item><Data>c</Data></Item>', { data: 'c' }],
  [
    'apostrophes',
    item(`<Format xmlns='syncml:metinf'>b64</Format>`, 'b'),
    { meta: { format: 'b64' }, data: 'b' },
  ],
  ['white space', item(`<Format${METINF} >b64</Format >`, 'b'), { meta: { format: 'b64' }, data: 'b' }],
  [
    'one more attribute',
    item(`<Format${METINF} a="">b64</Format>`, 'b'),
    { meta: { format: 'b64' }, data: 'b' },
  ],
  ['no namespace of its own', item('<Format>b64</Format>', 'b'), { meta: { format: 'b64' }, data: 'b' }],
  ['a foreign namespace', item('<Format xmlns="syncml-metinf">b64</Format>', 'b'), { meta: {}, data: 'b' }],
  [
    'a foreign namespace twice',
    item('<Format xmlns="urn:x">b64</Format><Format xmlns="urn:x">xml</Format>', 'b'),
    { meta: {}, data: 'b' },
  ],
  ['a prefix', item(`<m:Format xmlns:m="urn:x">b64</m:Format>`, 'b'), { meta: {}, data: 'b' }],
  ['an empty element', item(`<Format${METINF}/>`, 'b'), { meta: { format: '' }, data: 'b' }],
  [
    'a child where text belongs',
    item(`<Format${METINF}>b<X/>64</Format>`, 'b'),
    { meta: { format: 'b64' }, data: 'b' },
  ],
  ['a reference', item(format('b&#54;4'), 'b &amp; c'), { meta: { format: 'b64' }, data: 'b & c' }],
  ['a section', item(format('chr'), 'b<![CDATA[<]]>c'), { meta: { format: 'chr' }, data: 'b<c' }],
  [
    'letters beyond ASCII',
    item(format('chr'), 'grün und blau'),
    { meta: { format: 'chr' }, data: 'grün und blau' },
  ],
  ['line ends', item(format('chr'), 'b\r\nc\rd'), { meta: { format: 'chr' }, data: 'b\nc\nd' }],
];

/** Second items that are no XML. */
const WRONG: readonly (readonly [why: string, second: string, code: SyncmlErrorCode])[] = [
  ['another end tag', item(`<Format${METINF}>b64</Formas>`, 'b'), 'not-well-formed'],
  ['a longer end tag', item(`<Format${METINF}>b64</Formats>`, 'b'), 'not-well-formed'],
  ['a shorter end tag', item(`<Format${METINF}>b64</Forma>`, 'b'), 'not-well-formed'],
  ['a bare ampersand', item(format('chr'), 'black & white'), 'not-well-formed'],
  ['the end of a section', item(format('chr'), 'black ]]> white'), 'not-well-formed'],
  ['a control character', item(format('chr'), 'black \u0001 white'), 'not-well-formed'],
  ['the attribute twice', item(`<Format${METINF}${METINF}>b64</Format>`, 'b'), 'not-well-formed'],
  ['the attribute without end', item(`<Format${METINF.slice(0, -1)}>b64</Format>`, 'b'), 'not-well-formed'],
];

describe('a wrong guess changes nothing:', () => {
  for (const [why, second, expected] of NEARLY) {
    it(why, () => {
      teach();
      for (let turn = 0; turn < 3; turn++) {
        const [command] = read(documentOf(second));
        assert.deepEqual(command?.kind === 'Add' && command.items[1], expected);
      }
    });
  }

  for (const [why, second, code] of WRONG) {
    it(why, () => {
      teach();
      assert.throws(
        () => read(documentOf(second)),
        (error: unknown) => error instanceof SyncmlError && error.code === code,
      );
    });
  }

  it('a document cut anywhere is truncated', () => {
    const document = documentOf(item(format('chr'), 'a'));
    teach();
    for (let length = 1; length < document.length; length++) {
      assert.throws(
        () => read(document.slice(0, length)),
        (error: unknown) => error instanceof SyncmlError && error.code === 'truncated',
        document.slice(0, length),
      );
    }
  });
});
