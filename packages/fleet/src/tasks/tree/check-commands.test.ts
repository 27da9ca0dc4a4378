import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeCommand } from '@scomo/scomo';
import { FLEET_LIMITS } from '../../limits.ts';
import { faultIn } from './check-commands.ts';

const GET: TreeCommand = { kind: 'get', uri: './A' };
const SET: TreeCommand = { kind: 'replace', uri: './A', data: '1' };
const alert = (code: number, more: Partial<TreeCommand> = {}): TreeCommand => ({
  kind: 'alert',
  code,
  text: '?',
  ...more,
});

const GOOD: readonly TreeCommand[] = [
  GET,
  { kind: 'get', uri: '.' },
  { kind: 'get', uri: './A?prop=ACL' },
  { kind: 'get', uri: './A?list=TNDS-ACL' },
  { kind: 'replace', uri: './A?prop=Title', data: 't' },
  { kind: 'replace', uri: './A', data: '' },
  { kind: 'add', uri: './A', format: 'node' },
  { kind: 'add', uri: './A', format: 'null' },
  { kind: 'add', uri: './A', format: 'xml', type: 'application/vnd.syncml.dmtnds+xml', data: '<MgmtTree/>' },
  { kind: 'delete', uri: './A' },
  { kind: 'copy', source: './A', uri: './B' },
  { kind: 'exec', uri: './A', data: 'x', correlator: 'c' },
  { kind: 'atomic', commands: [SET, alert(1101)] },
  {
    kind: 'sequence',
    commands: [GET, SET, { kind: 'exec', uri: './A' }, { kind: 'atomic', commands: [SET] }],
  },
  alert(1100, { options: { MINDT: 1, MAXDT: 2 } }),
  alert(1101, { options: { DR: '0' } }),
  alert(1102, { options: { DR: 'x', MAXLEN: 8, IT: 'N', ET: 'P' } }),
  alert(1103, { choices: ['a', 'b'], options: { DR: '2' } }),
  alert(1104, { choices: ['a', 'b'], options: { DR: [1, 2] } }),
];

for (const command of GOOD)
  test(`taken: ${JSON.stringify(command)}`, () => assert.equal(faultIn([command], false), undefined));

/** What the specification forbids, at which pointer, in which words: refused, unless it is wanted. */
const FORBIDDEN: readonly [command: TreeCommand, pointer: string, detail: RegExp][] = [
  [{ kind: 'atomic', commands: [GET] }, '/0/commands/0/kind', /get may not stand in atomic/],
  [{ kind: 'atomic', commands: [SET, { kind: 'exec', uri: './A' }] }, '/0/commands/1/kind', /exec may not/],
  [
    { kind: 'atomic', commands: [{ kind: 'atomic', commands: [SET] }] },
    '/0/commands/0/kind',
    /atomic may not/,
  ],
  [
    { kind: 'atomic', commands: [{ kind: 'sequence', commands: [SET] }] },
    '/0/commands/0/kind',
    /sequence may/,
  ],
  [
    { kind: 'sequence', commands: [{ kind: 'sequence', commands: [SET] }] },
    '/0/commands/0/kind',
    /sequence may/,
  ],
  [{ kind: 'get' }, '/0/uri', /get needs uri/],
  [{ kind: 'get', uri: './A', data: 'x' }, '/0/data', /get has no data/],
  [{ kind: 'get', uri: 'A' }, '/0/uri', /begins with \.\//],
  [{ kind: 'get', uri: './A?prop=Foo' }, '/0/uri', /unknown \?prop/],
  [{ kind: 'get', uri: './A//B' }, '/0/uri', /malformed/],
  [{ kind: 'get', uri: `./${'a/'.repeat(40)}b` }, '/0/uri', /too long/],
  [{ kind: 'delete', uri: './A?prop=ACL' }, '/0/uri', /\?prop= has no place/],
  [{ kind: 'replace', uri: './A?list=Struct', data: '' }, '/0/uri', /\?list= has no place/],
  [{ kind: 'replace', uri: './A' }, '/0/data', /data is needed/],
  [{ kind: 'add', uri: './A', format: 'node', data: 'x' }, '/0/data', /no place in an interior node/],
  [{ kind: 'add', uri: './A', format: 'text', data: 'x' }, '/0/format', /format is one of node/],
  [{ kind: 'copy', uri: './A' }, '/0/source', /copy needs source/],
  [{ kind: 'copy', uri: './A', source: 'B' }, '/0/source', /begins with/],
  [alert(1200), '/0/code', /1100 to 1104/],
  [{ kind: 'alert', code: 1100 }, '/0/text', /alert needs text/],
  [alert(1103), '/0/choices', /needs choices/],
  [alert(1101, { choices: ['a'] }), '/0/choices', /has no choices/],
  [alert(1101, { options: { MAXLEN: 3 } }), '/0/options/MAXLEN', /does not know MAXLEN/],
  [alert(1101, { options: { DR: 'yes' } }), '/0/options/DR', /"0" \(no\)/],
  [alert(1103, { choices: ['a'], options: { DR: '2' } }), '/0/options/DR', /from 1 to 1/],
  [alert(1104, { choices: ['a'], options: { DR: [0] } }), '/0/options/DR', /from 1 to 1/],
];

for (const [command, pointer, detail] of FORBIDDEN)
  test(`forbidden: ${JSON.stringify(command).slice(0, 80)}`, () => {
    const fault = faultIn([command], false);
    assert.equal(fault?.pointer, pointer);
    assert.match(fault.detail, detail);
    assert.equal(faultIn([command], true), undefined, 'but it can be tried');
  });

/** What no message can carry stays refused. */
const UNSENDABLE: readonly [commands: readonly TreeCommand[], pointer: string][] = [
  [[GET, { kind: 'add', uri: './A', format: 'bin', data: 'no base64!' }], '/1/data'],
  [['c', 'c'].map((correlator): TreeCommand => ({ kind: 'exec', uri: './A', correlator })), '/0/correlator'],
  [Array.from({ length: FLEET_LIMITS.treeCommandsMax + 1 }, () => GET), ''],
  [[{ ...SET, data: 'x'.repeat(FLEET_LIMITS.treeDataCharsMax + 1) }], ''],
];

for (const [commands, pointer] of UNSENDABLE)
  for (const allowInvalid of [false, true])
    test(`never sent: ${JSON.stringify(commands[0]).slice(0, 60)} ${allowInvalid}`, () =>
      assert.equal(faultIn(commands, allowInvalid)?.pointer, pointer));

test('a list at the limits is taken', () => {
  const many = Array.from({ length: FLEET_LIMITS.treeCommandsMax }, () => GET);
  assert.equal(faultIn(many, false), undefined);
  assert.equal(faultIn([{ ...SET, data: 'x'.repeat(FLEET_LIMITS.treeDataCharsMax) }], false), undefined);
});
