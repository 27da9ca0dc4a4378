import { LIMITS } from './limits.ts';

/** Runtime properties. spec/omadm.md §3.4 */
export const PROPERTIES = ['ACL', 'Format', 'Name', 'Size', 'Title', 'TStamp', 'Type', 'VerNo'] as const;

export type PropertyName = (typeof PROPERTIES)[number];

/** Node names from the root down; `[]` is the root. */
export type Path = readonly string[];

export type UriQuery =
  | { readonly kind: 'prop'; readonly name: PropertyName }
  | {
      readonly kind: 'list';
      readonly list: 'Struct' | 'StructData' | 'TNDS';
      /** TNDS only: these properties (`+`), or all but these (`-`). */
      readonly include?: readonly (PropertyName | 'Value')[];
      readonly exclude?: readonly (PropertyName | 'Value')[];
    };

/** A LocURI of the device's tree, taken apart. spec/omadm.md §3.2 */
export interface TreeUri {
  readonly path: Path;
  readonly query?: UriQuery;
}

/**
 * Takes a LocURI apart: blanks around it and a leading slash are forgiven, escapes are decoded segment by segment.
 * A number is the status to answer: 400 malformed, 406 property or list unknown, 414 over a limit. spec/omadm.md §3.2
 */
export function parseUri(text: string): TreeUri | 400 | 406 | 414 {
  const trimmed = text.trim();
  if (trimmed.length > LIMITS.uriCharsMax) return 414;
  const mark = trimmed.indexOf('?');
  const path = parsePath(mark < 0 ? trimmed : trimmed.slice(0, mark));
  if (typeof path === 'number') return path;
  if (mark < 0) return { path };
  const query = parseQuery(trimmed.slice(mark + 1));
  return typeof query === 'number' ? query : { path, query };
}

/** Takes the path of a LocURI apart, escapes decoded; a number is the status to answer. spec/omadm.md §3.2 */
export function parsePath(text: string): Path | 400 | 414 {
  if (text === '.') return [];
  const relative = text.startsWith('./') ? text.slice(2) : text.startsWith('/') ? text.slice(1) : text;
  const parts = relative.split('/');
  if (parts.length > LIMITS.segmentsMax) return 414;
  const path: string[] = [];
  for (const part of parts) {
    const name = unescapeName(part);
    if (name === undefined || !isNodeName(name)) return 400;
    if (name.length > LIMITS.segmentCharsMax) return 414;
    path.push(name);
  }
  return path;
}

function unescapeName(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

const CONTROL = /\p{Cc}/u;

/** Whether text can name a node: not empty, not `.` or `..`, no control character. Its length is another matter (414). */
export function isNodeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && name.isWellFormed() && !CONTROL.test(name);
}

const LIST = /^list=(Struct|StructData|TNDS)((?:\+[A-Za-z]+)*|(?:-[A-Za-z]+)*)$/;

function parseQuery(text: string): UriQuery | 400 | 406 {
  if (text.startsWith('prop=')) {
    const wanted = text.slice(5);
    if (!/^[A-Za-z]+$/.test(wanted)) return 400;
    const name = PROPERTIES.find((known) => known === wanted);
    return name === undefined ? 406 : { kind: 'prop', name };
  }
  if (!text.startsWith('list=')) return 400;
  const match = LIST.exec(text);
  if (!match) return /^list=[A-Za-z]+$/.test(text) ? 406 : 400;
  const list = match[1] as 'Struct' | 'StructData' | 'TNDS';
  const suffix = match[2] ?? '';
  if (suffix === '') return { kind: 'list', list };
  if (list !== 'TNDS') return 400;
  const names = suffix.slice(1).split(suffix.charAt(0));
  const known = names.filter((name): name is PropertyName | 'Value' =>
    ([...PROPERTIES, 'Value'] as string[]).includes(name),
  );
  if (known.length < names.length) return 406;
  return suffix.startsWith('+')
    ? { kind: 'list', list, include: known }
    : { kind: 'list', list, exclude: known };
}

/** Canonical text of a path, `./A/B`; only `%`, `/`, `?` and blanks at the end of a name stay escaped. */
export function formatUri(path: Path): string {
  return ['.', ...path.map(escapeName)].join('/');
}

/** A node name as it stands in a LocURI or in a child list. spec/omadm.md §3.2 rule 3 */
export function escapeName(name: string): string {
  return name.replace(/[%/?]|^\s|\s$/gu, (char) => encodeURIComponent(char));
}
