import { type Case, octets } from './case.ts';
import { NEXT_MESSAGE } from './session-script.ts';
import { serverMessage } from './uri-cases.ts';

type Row = readonly [why: string, bodies: readonly string[], device: string];

const size = (value: number | string) => `<Meta><Size xmlns="syncml:metinf">${value}</Size></Meta>`;
/** One chunk of a Replace; `more` is empty for the last one. */
const chunk = (data: string, meta = '', uri = './A/x', more = '<MoreData/>') =>
  `<Replace><CmdID>2</CmdID><Item><Target><LocURI>${uri}</LocURI></Target>${meta}<Data>${data}</Data>${more}</Item></Replace>`;
const last = (data: string, uri = './A/x') => chunk(data, '', uri, '');
const get = '<Get><CmdID>3</CmdID><Item><Target><LocURI>./A/y</LocURI></Target></Item></Get>';
const inside = (name: string, content: string) => `<${name}><CmdID>4</CmdID>${content}</${name}>`;
const FIRST = chunk('abcde', size(10));

/** spec/omadm.md §4.2, §4.4, §4.5, security.md B9 */
const ROWS: readonly Row[] = [
  ['a first chunk, so that the rest means something', [FIRST], '213'],
  ['a whole object in two chunks', [FIRST, last('fghij')], '200'],
  ['the Size again in the second chunk', [FIRST, chunk('fgh', size(10))], '213'],
  ['less than the Size', [FIRST, last('fgh')], '424'],
  ['more than the Size', [FIRST, last('fghijk')], '424'],
  ['nothing in the last chunk, and less than the Size', [FIRST, last('')], '424'],
  ['a first chunk that is all of the Size', [chunk('abcde', size(5))], '424'],
  ['a first chunk beyond the Size', [chunk('abcdef', size(5))], '424'],
  ['a Size of 2 GiB', [chunk('a', size(2 ** 31))], '413'],
  ['a Size beyond MaxObjSize by one', [chunk('a', size(1_048_577))], '413'],
  ['a Size of 2^53', [chunk('a', size(2 ** 53))], '411'],
  ['a Size below zero', [chunk('a', size(-5))], '411'],
  ['a Size of letters', [chunk('a', size('many'))], '411'],
  ['a Size of 1e9', [chunk('a', size('1e9'))], '411'],
  ['no Size', [chunk('a')], '411'],
  ['a chunk for what is not there', [chunk('a', size(10), './A/none')], '404'],
  ['a chunk for a node', [chunk('a', size(10), './A')], '405'],
  ['a chunk for what is built in', [chunk('a', size(10), './DevInfo/Man')], '405'],
  ['a chunk with a path up', [chunk('a', size(10), './A/../A/x')], '400'],
  ['another object before the last chunk', [FIRST, chunk('a', size(10), './A/y')], 'Alert 1225,213'],
  ['a Get before the last chunk', [FIRST, get], 'Alert 1225,200'],
  ['a Get beside the second chunk', [FIRST, chunk('f') + get], '213,Alert 1225,200'],
  ['a chunk in a Sequence', [inside('Sequence', FIRST)], '406'],
  ['a chunk in an Atomic', [inside('Atomic', FIRST)], '406'],
  ['a chunk after one that was refused', [chunk('a', size(2 ** 31)), last('b')], '200'],
];

/** Objects in chunks of a proven server; nothing of one that is refused may stay. */
export const OBJECT_CASES: readonly Case[] = ROWS.map(([why, bodies, device]) => ({
  bytes: octets(
    bodies
      .map((body, index) => serverMessage(body, index + 1, body.includes('<MoreData/>') ? '' : '<Final/>'))
      .join(NEXT_MESSAGE),
  ),
  sidecar: { why, source: 'spec/omadm.md §4, security.md B9', device, maxMs: 250 },
}));
