import { fstatSync, readFileSync } from 'node:fs';
import {
  claimedManifest,
  type Envelope,
  type Manifest,
  parseEnvelope,
  parseRoot,
  type TrustRoot,
} from '@scomo/delivery';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { guarded, withExitCodes } from './exit-codes.ts';
import { readFileHead, withFile } from './package-file.ts';
import { isRootFile } from './root-file.ts';

type Rows = readonly (readonly [string, string])[];

/** `scomo package inspect` */
export function inspectCommand(parent: Command): void {
  const command = withExitCodes(parent.command('inspect'));
  command
    .description('Show what a package or a trust root claims. Nothing is verified.')
    .argument('<file>', 'package or root file')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Example:
  scomo package inspect weather-2.1.0.dp --json | jq .manifest.files`,
    )
    .action(
      guarded(command, (file: string, options: { readonly json?: boolean }) => {
        const { json, rows } = isRootFile(file) ? inspectRoot(file) : inspectPackage(file);
        const shown = options.json
          ? JSON.stringify(json, null, 2)
          : `${table(rows)}\nNothing of this is verified.`;
        command.configureOutput().writeOut?.(`${shown}\n`);
      }),
    );
}

function inspectPackage(file: string): { json: object; rows: Rows } {
  return withFile(file, (fd) => {
    const head = readFileHead(fd);
    const manifest = claimedManifest(head);
    const fileBytes = fstatSync(fd).size;
    const expectedBytes = head.bytes.length + manifest.payloadBytes;
    const signatures = keyIds(head.envelope);
    const length =
      fileBytes === expectedBytes ? `${fileBytes} bytes` : `${fileBytes} bytes, should be ${expectedBytes}`;
    return {
      json: { manifest, signatures, payloadOffset: head.bytes.length, fileBytes, expectedBytes },
      rows: [...manifestRows(manifest), ['file', length], ['signatures', signatures.join('\n')]],
    };
  });
}

function manifestRows(manifest: Manifest): Rows {
  const { characteristics: shown, activation } = manifest;
  return [
    ['component', `${manifest.component} ${manifest.version}`],
    ['authority', manifest.authority],
    ['counter', `${manifest.counter} in epoch ${manifest.epoch}`],
    ['issued', manifest.issued],
    ['expires', manifest.expires],
    ['device types', manifest.compat.join(', ') || 'all'],
    ['requires', manifest.requires.join(', ')],
    ['conflicts', manifest.conflicts.join(', ')],
    ['shown to user', [shown.title, shown.provider, shown.summary, shown.price].filter(Boolean).join('\n')],
    ['permissions', shown.permissions.join('\n')],
    ['start', activation?.start?.join(' ') ?? ''],
    ['probe', activation?.probe?.argv.join(' ') ?? ''],
    ['payload', `${manifest.payload}, ${manifest.files.length} files, ${manifest.payloadBytes} bytes`],
    ['chunks', `${manifest.chunks.length} of ${manifest.chunkSize} bytes`],
    ...manifest.files.map(({ path, mode, size }) => ['', `${mode.toString(8)} ${size} ${path}`] as const),
  ];
}

function inspectRoot(file: string): { json: object; rows: Rows } {
  const envelope = parseEnvelope(readFileSync(file));
  const root = parseRoot(envelope.payload);
  const signatures = keyIds(envelope);
  return { json: { root, signatures }, rows: [...rootRows(root), ['signatures', signatures.join('\n')]] };
}

function rootRows(root: TrustRoot): Rows {
  return [
    ['trust root', `version ${root.version} of ${root.authority}`],
    ['epoch', `${root.epoch}`],
    ['expires', root.expires],
    [`root keys (${root.root.threshold} must sign)`, root.root.keys.join('\n')],
    [`release keys (${root.release.threshold} must sign)`, root.release.keys.join('\n')],
    [
      'release keys sign',
      root.release.prefixes.map((prefix) => `${prefix}…`).join('\n') || 'every component',
    ],
  ];
}

function keyIds(envelope: Envelope): readonly string[] {
  return envelope.signatures.map((entry) => entry.keyid);
}

function table(rows: Rows): string {
  const out = new Table({ style: { head: [], border: [] } });
  for (const [name, value] of rows) {
    if (value !== '') out.push([name, value]);
  }
  return out.toString();
}
