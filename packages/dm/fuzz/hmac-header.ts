import { fitsMacHeader, readMacHeader, writeMacHeader } from '../src/auth/mac-header.ts';

const MAC = 'Zz6EivR3yeaaENcRN6lpAQ==';

export const seeds: readonly string[] = [
  `algorithm=MD5, username="Robert Jordan", mac=${MAC}`,
  `mac="${MAC}",username=dev-0042`,
  `username="a\\"b, c=d", mac=NTI2OTJhMDAwNjYxODkwYmQ3NWUxN2RhN2ZmYmJlMzk=`,
];
export const tokens: readonly string[] = [
  'username=',
  'mac=',
  'algorithm=MD5',
  '"',
  '\\',
  ',',
  '=',
  ' ',
  '\t',
];

/** Any octets of a header are a name with a MAC, which can be written and read again, or none. */
export function fuzz(data: Uint8Array): void {
  const text = Array.from(data, (octet) => String.fromCharCode(octet)).join('');
  const header = readMacHeader(text);
  if (header === undefined) return;
  if (!/^[A-Za-z0-9+/]{22}==$/.test(header.mac)) throw new Error(`a MAC of ${header.mac}`);
  if (!fitsMacHeader(header.name)) return;
  const again = readMacHeader(writeMacHeader(header));
  if (again?.name !== header.name || again.mac !== header.mac) throw new Error('written otherwise than read');
}
