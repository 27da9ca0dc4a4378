import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const ROOT: string = resolve(import.meta.dirname, '../../../..');

interface Row {
  readonly name: string;
  readonly workspace: string;
  /** Golden files that are seeds as well. */
  readonly vectors?: string;
}

/** Every program that takes octets of a stranger: `packages/<workspace>/fuzz/<name>.ts`. security.md §3 rig 6 */
export const TARGETS: readonly Row[] = [
  { name: 'xml', workspace: 'syncml', vectors: '{,messages/}*.xml' },
  { name: 'wbxml', workspace: 'syncml', vectors: '{,messages/}*.wbxml' },
  { name: 'roundtrip', workspace: 'syncml', vectors: 'messages/*.{xml,wbxml}' },
  { name: 'uri', workspace: 'tree' },
  { name: 'acl', workspace: 'tree' },
  { name: 'tnds', workspace: 'tree', vectors: 'tnds-standalone.{xml,wbxml}' },
  { name: 'ddf', workspace: 'tree' },
  { name: 'envelope', workspace: 'delivery' },
  { name: 'manifest', workspace: 'delivery' },
  { name: 'dlota', workspace: 'delivery' },
  { name: 'report', workspace: 'scomo' },
  { name: 'sets', workspace: 'scomo' },
  { name: 'offers', workspace: 'scomo' },
  { name: 'session', workspace: 'dm' },
  { name: 'device-session', workspace: 'dm' },
  { name: 'hmac-header', workspace: 'dm' },
  { name: 'package0', workspace: 'dm' },
  { name: 'alert-options', workspace: 'dm' },
  { name: 'mqtt', workspace: 'agent' },
  { name: 'page', workspace: 'agent' },
  { name: 'installer-request', workspace: 'agent' },
  { name: 'tool-output', workspace: 'agent' },
  { name: 'plugin', workspace: 'agent' },
  { name: 'wake-proof', workspace: 'server' },
  { name: 'bootstrap', workspace: 'dm', vectors: '{09,11}-bootstrap-*.{xml,wbxml}' },
];

/** A target at hand: `fuzz` throws only for a finding. */
export interface Target {
  readonly name: string;
  fuzz(data: Uint8Array): void;
  readonly seeds: readonly Uint8Array[];
  readonly tokens: readonly Uint8Array[];
}

interface TargetModule {
  fuzz(data: Uint8Array): void;
  readonly seeds: readonly (string | Uint8Array)[];
  readonly tokens: readonly (string | Uint8Array)[];
}

/** Loads a target by its name; its code must not have run before if its coverage is to be whole. */
export async function loadTarget(name: string): Promise<Target> {
  const row = TARGETS.find((target) => target.name === name);
  if (row === undefined)
    throw new Error(`no target ${name}; there are ${TARGETS.map((t) => t.name).join(', ')}`);
  const file = join(ROOT, 'packages', row.workspace, 'fuzz', `${name}.ts`);
  const { fuzz, seeds, tokens }: TargetModule = await import(pathToFileURL(file).href);
  const golden = row.vectors === undefined ? [] : globSync(join(ROOT, 'vectors', row.vectors)).sort();
  return {
    name,
    fuzz,
    seeds: [...seeds.map(octets), ...golden.map((path) => new Uint8Array(readFileSync(path)))],
    tokens: tokens.map(octets).filter((token) => token.length > 0),
  };
}

function octets(piece: string | Uint8Array): Uint8Array {
  return typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}
