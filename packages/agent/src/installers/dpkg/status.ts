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
    const state = /^Status: \S+ \S+ (\S+)/m.exec(stanza)?.[1] ?? '';
    return WORKING.has(state) ? (parseControl(stanza) ?? []) : [];
  });
}

/** What the inventory wants of a stanza, by the first letter of the field's name. */
const FIELDS: ReadonlyMap<number, readonly [key: string, field: keyof DebStatus]> = new Map(
  (
    [
      ['Package: ', 'name'],
      ['Status: ', 'state'],
      ['Version: ', 'version'],
      ['Architecture: ', 'architecture'],
      ['Description: ', 'summary'],
    ] as const
  ).map((row) => [row[0].charCodeAt(0), row]),
);

type Draft = { -readonly [K in keyof DebStatus]: string };
const blank = (): Draft => ({ name: '', version: '', architecture: '', summary: '', state: '' });

/**
 * Packages of a status file, in its order. Stanzas without Package or Status are skipped. One pass over its lines: a file
 * of a thousand packages is read in a few milliseconds.
 */
export function parseDpkgStatus(text: string): DebStatus[] {
  const found: DebStatus[] = [];
  let draft = blank();
  const close = () => {
    const state = draft.state.split(' ')[2];
    if (draft.name !== '' && state !== undefined) found.push({ ...draft, state });
    draft = blank();
  };
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (end === at) close();
    else {
      const [key, field] = FIELDS.get(text.charCodeAt(at)) ?? [];
      if (key !== undefined && field !== undefined && draft[field] === '' && text.startsWith(key, at))
        draft[field] = text.slice(at + key.length, end).trim();
    }
    at = end + 1;
  }
  close();
  return found;
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
