import { dirname, join, resolve } from 'node:path';
import { makeDirectory, writeDurably } from '../base/files.ts';
import { unitFiles } from '../units/unit-files.ts';
import { readOptions, UsageError } from './options.ts';

/** Writes the services of both parts, with their user and folders, and says what comes next. */
export function units(args: readonly string[]): number {
  const { dir, program } = readOptions(args, {
    dir: { type: 'string', default: '/etc' },
    program: { type: 'string', default: '/usr/local/bin/scomo-agent' },
  });
  if (!/^\/[\w./+-]+$/.test(program))
    throw new UsageError('--program must be an absolute path without blanks');
  for (const { path, text } of unitFiles(program)) {
    const file = join(resolve(dir), path);
    makeDirectory(dirname(file), 0o755);
    writeDurably(file, text, 0o644);
    process.stdout.write(`${file}\n`);
  }
  process.stdout.write(`Next, as root:
  systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload
  ${program} enrol --server … --token … --device-id … --type …
  systemctl enable --now scomo-agent-installer scomo-agent
`);
  return 0;
}
