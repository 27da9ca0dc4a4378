import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { runTool } from '../run-tool.ts';
import { type DebControl, parseControl } from './relations.ts';

const FIELDS = [
  'Package',
  'Version',
  'Architecture',
  'Pre-Depends',
  'Depends',
  'Provides',
  'Conflicts',
  'Breaks',
];

/** Control fields of a .deb file. Throws Failure(1413) when it is none. */
export async function readControl(state: string, file: string): Promise<DebControl> {
  const { ok, output, how } = await runTool(state, ['dpkg-deb', '--field', file, ...FIELDS]);
  const control = ok ? parseControl(output) : undefined;
  if (control === undefined)
    throw new Failure(1413, `the payload is no Debian package (${how}): ${output.trim().slice(-500)}`);
  return control;
}

/** The file of a package version in a folder where apt and dpkg-repack have put it. */
export function debFileIn(
  folder: string,
  { name, version }: { readonly name: string; readonly version: string },
): string | undefined {
  const start = `${name}_${version.replaceAll(':', '%3a')}_`;
  const plain = `${name}_${version.replace(/^\d+:/, '')}_`;
  const found = readdirSync(folder).find(
    (file) => file.endsWith('.deb') && (file.startsWith(start) || file.startsWith(plain)),
  );
  return found === undefined ? undefined : join(folder, found);
}
