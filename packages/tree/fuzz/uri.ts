import { LIMITS } from '../src/limits.ts';
import { formatUri, isNodeName, parseUri } from '../src/uri.ts';

export const tokens: readonly string[] = [
  ...[
    '.',
    './',
    '/',
    '//',
    '..',
    '../',
    '%2F',
    '%2f',
    '%2e',
    '%25',
    '%00',
    '%3F',
    '%20',
    '%C3%A9',
    '%ff',
    '%',
  ],
  ...[
    '?',
    '?prop=',
    '?prop=ACL',
    '?list=',
    '?list=Struct',
    '?list=StructData',
    '?list=TNDS',
    '+Value',
    '-ACL',
    '+ACL',
  ],
  ...[
    'DevInfo',
    'DevId',
    'SCOMO',
    '__proto__',
    'constructor',
    'é',
    '😀',
    '\0',
    '\t',
    '\u0085',
    'a'.repeat(128),
  ],
];
export const seeds: readonly string[] = [
  ...['.', './DevInfo/DevId', 'A/B', '/A', './A%2FB', './MSI/%7BX%7D', './caf%C3%A9', './A?prop=ACL'],
  ...[
    '.?list=Struct',
    './A?list=TNDS+Value-ACL',
    './A?list=TNDS-Format-ACL',
    './A/../B',
    ' ./A ',
    './a b/ c',
  ],
];

/** A LocURI is refused by a status or taken apart into names that are written back to the same path. */
export function fuzz(data: Uint8Array): void {
  const uri = parseUri(new TextDecoder().decode(data));
  if (typeof uri === 'number') return;
  if (uri.path.length > LIMITS.segmentsMax) throw new Error(`${uri.path.length} segments`);
  const bad = uri.path.find((name) => !isNodeName(name) || name.length > LIMITS.segmentCharsMax);
  if (bad !== undefined) throw new Error(`node name ${JSON.stringify(bad)}`);
  const text = formatUri(uri.path);
  const back = parseUri(text);
  if (back === 414 && text.length > LIMITS.uriCharsMax) return;
  if (JSON.stringify(back) !== JSON.stringify({ path: uri.path }))
    throw new Error(`${JSON.stringify(uri.path)} is written ${text} and read ${JSON.stringify(back)}`);
}
