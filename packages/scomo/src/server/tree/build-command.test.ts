import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '@scomo/syncml';
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
