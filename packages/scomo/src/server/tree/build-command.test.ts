import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Command, decode } from '@scomo/syncml';
import { buildCommand } from './build-command.ts';
import type { TreeCommand } from './tree-command.ts';

const at = (locUri: string) => ({ locUri });

const ROWS: readonly [ordered: TreeCommand, built: Command][] = [
  [
    { kind: 'get', uri: './A?list=StructData' },
    { kind: 'Get', cmdId: '', items: [{ target: at('./A?list=StructData') }] },
  ],
  [
    { kind: 'add', uri: './A', format: 'node' },
    { kind: 'Add', cmdId: '', items: [{ target: at('./A'), meta: { format: 'node' } }] },
  ],
  [
    { kind: 'replace', uri: './A', format: 'bin', type: 'image/png', data: 'AP8=' },
    {
      kind: 'Replace',
      cmdId: '',
      items: [{ target: at('./A'), meta: { format: 'bin', type: 'image/png' }, data: Uint8Array.of(0, 255) }],
    },
  ],
  [
    { kind: 'copy', source: './A', uri: './B' },
    { kind: 'Copy', cmdId: '', items: [{ target: at('./B'), source: at('./A') }] },
  ],
  [
    { kind: 'exec', uri: './A', data: 'x', correlator: 'c' },
    { kind: 'Exec', cmdId: '', correlator: 'c', items: [{ target: at('./A'), data: 'x' }] },
  ],
  [
    { kind: 'sequence', commands: [{ kind: 'delete', uri: './A' }] },
    {
      kind: 'Sequence',
      cmdId: '',
      commands: [{ kind: 'Delete', cmdId: '', items: [{ target: at('./A') }] }],
    },
  ],
  [
    { kind: 'atomic', commands: [] },
    { kind: 'Atomic', cmdId: '', commands: [] },
  ],
  [
    { kind: 'alert', code: 1103, text: 'Which site?', choices: ['Paris', 'Oslo'] },
    {
      kind: 'Alert',
      cmdId: '',
      code: 1103,
      items: [{}, { data: 'Which site?' }, { data: 'Paris' }, { data: 'Oslo' }],
    },
  ],
  [
    { kind: 'alert', code: 1101, text: 'Install VPN settings?', options: { MINDT: 5, MAXDT: 30, DR: '1' } },
    {
      kind: 'Alert',
      cmdId: '',
      code: 1101,
      items: [{ data: 'MINDT=5&MAXDT=30&DR=1' }, { data: 'Install VPN settings?' }],
    },
  ],
];

for (const [ordered, built] of ROWS)
  test(`${ordered.kind} ${ordered.uri ?? ordered.code ?? ''} as it goes out`, () =>
    assert.deepEqual(buildCommand(ordered), built));

test("the specification's own story goes out as in golden message 08", () => {
  const story: readonly TreeCommand[] = [
    {
      kind: 'sequence',
      commands: [
        {
          kind: 'alert',
          code: 1101,
          text: 'Install VPN settings?',
          options: { MINDT: 5, MAXDT: 30, DR: '1' },
        },
        {
          kind: 'replace',
          uri: './Vendor/Acme/Vpn/Host',
          format: 'chr',
          type: 'text/plain',
          data: 'vpn.example.net',
        },
      ],
    },
    { kind: 'alert', code: 1103, text: 'Which site?', choices: ['Paris', 'Oslo'] },
    {
      kind: 'alert',
      code: 1104,
      text: 'Pick apps',
      choices: ['Mail', 'Maps', 'Chat'],
      options: { DR: [1, 3] },
    },
    { kind: 'alert', code: 1102, text: 'Enter PIN', options: { MAXLEN: 8, IT: 'N', ET: 'P', DR: '12 34' } },
    {
      kind: 'atomic',
      commands: [
        { kind: 'replace', uri: './Vendor/Acme/A', format: 'int', data: '1' },
        { kind: 'delete', uri: './DevInfo/Man' },
        { kind: 'add', uri: './Vendor/Acme/B', format: 'bool', data: 'true' },
      ],
    },
  ];
  const name = '08-pkg2-hmac-ui-sequence-atomic.xml';
  const file = new URL(`../../../../../vectors/messages/${name}`, import.meta.url);
  const { commands } = decode(new Uint8Array(readFileSync(file)), 'xml');
  const bare = (command: Command): Command =>
    'commands' in command
      ? { ...command, cmdId: '', commands: command.commands.map(bare) }
      : { ...command, cmdId: '' };
  assert.deepEqual(story.map(buildCommand), commands.filter(({ kind }) => kind !== 'Status').map(bare));
});
