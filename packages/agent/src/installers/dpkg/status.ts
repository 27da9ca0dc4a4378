import { readFileSync, statSync } from 'node:fs';
import { type DebControl, parseControl } from './relations.ts';

/** A package as dpkg's status file tells it. */
export interface DebStatus {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly summary: string;
  /** Third word of Status: `installed`, `half-configured`, `config-files`, … */
  readonly state: string;
}

/** States in which a package does its work. */
export const WORKING: ReadonlySet<string> = new Set(['installed', 'triggers-awaited', 'triggers-pending']);
/** States in which nothing but configuration is left. */
export const ABSENT: ReadonlySet<string> = new Set(['not-installed', 'config-files']);

/** Packages of a status file that work, with what they say of others. */
export function parseWorld(text: string): DebControl[] {
  return text.split('\n\n').flatMap((stanza) => {
    const state = field(stanza, 'Status').split(' ')[2] ?? '';
    return WORKING.has(state) ? (parseControl(stanza) ?? []) : [];
  });
}

/** Packages of a status file, in its order. Stanzas without Package or Status are skipped. */
export function parseDpkgStatus(text: string): DebStatus[] {
  const found: DebStatus[] = [];
  for (const stanza of text.split('\n\n')) {
    const name = field(stanza, 'Package');
    const state = field(stanza, 'Status').split(' ')[2];
    if (name === '' || state === undefined) continue;
    found.push({
      name,
      state,
      version: field(stanza, 'Version'),
      architecture: field(stanza, 'Architecture'),
      summary: field(stanza, 'Description'),
    });
  }
  return found;
}

/** First line of a field, `''` when it is not there. */
function field(stanza: string, name: string): string {
  const key = `${name}: `;
  const at = stanza.startsWith(key) ? 0 : stanza.indexOf(`\n${key}`) + 1;
  if (at === 0 && !stanza.startsWith(key)) return '';
  const start = at + key.length;
  const end = stanza.indexOf('\n', start);
  return stanza.slice(start, end === -1 ? undefined : end).trim();
}

/** Reads the status file, parsing it only when its time or size has changed. */
export function dpkgStatusReader(path: string): () => readonly DebStatus[] {
  let known: { readonly stamp: string; readonly packages: readonly DebStatus[] } | undefined;
  return () => {
    const { mtimeNs, size, ino } = statSync(path, { bigint: true });
    const stamp = `${mtimeNs} ${size} ${ino}`;
    if (known?.stamp !== stamp) known = { stamp, packages: parseDpkgStatus(readFileSync(path, 'utf8')) };
    return known.packages;
  };
}
