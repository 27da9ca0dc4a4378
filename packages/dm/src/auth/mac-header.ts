import { base64Decode, base64Encode, utf8Decode, utf8Encode } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';

/** Name of the header that carries a MAC, as node and HTTP/2 write it. */
export const MAC_HEADER = 'x-syncml-hmac';

/** What an `x-syncml-hmac` header says. */
export interface MacHeader {
  readonly name: string;
  /** Base64 of 16 octets, padded. */
  readonly mac: string;
}

const PARAMETERS = ['algorithm', 'username', 'mac'];
const MD5_OCTETS = 16;
/** A quoted string with its escapes, or anything without a comma, quote or blank at its ends. */
const PARAMETER = /^[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^",]*[^", \t]))[ \t]*(?:,|$)/;

/**
 * The header's value: parameters in any order, quoted or not; undefined when it says less than a name and a MAC, or
 * anything twice, or of another algorithm. `text` has one character an octet, as HTTP has it. spec/omadm.md §5.6, Q43
 */
export function readMacHeader(text: string): MacHeader | undefined {
  if (text.length > LIMITS.macHeaderCharsMax || hasControls(text)) return undefined;
  const found = new Map<string, string>();
  for (let rest = text; rest !== ''; ) {
    const match = PARAMETER.exec(rest);
    if (match === null) return undefined;
    const [whole, key = '', quoted, bare = ''] = match;
    const name = key.toLowerCase();
    if (found.has(name) || !PARAMETERS.includes(name)) return undefined;
    found.set(name, quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1'));
    rest = rest.slice(whole.length);
  }
  if ((found.get('algorithm') ?? 'MD5').toUpperCase() !== 'MD5') return undefined;
  const name = decoded(found.get('username') ?? '');
  const mac = digestOf(found.get('mac') ?? '');
  return name === undefined || name === '' || mac === undefined ? undefined : { name, mac };
}

/** The value to send; `name` may hold any character but control characters. */
export function writeMacHeader({ name, mac }: MacHeader): string {
  const octets = Array.from(utf8Encode(name), (octet) => String.fromCharCode(octet)).join('');
  return `algorithm=MD5, username="${octets.replace(/[\\"]/g, '\\$&')}", mac=${mac}`;
}

/** True when the name can stand in the header and be read back. */
export function fitsMacHeader(name: string): boolean {
  const text = writeMacHeader({ name, mac: base64Encode(new Uint8Array(MD5_OCTETS)) });
  return name !== '' && readMacHeader(text)?.name === name;
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff || code === 0x7f || (code < 0x20 && code !== 0x09)) return true;
  }
  return false;
}

/** Octets of UTF-8, else of Latin-1. */
function decoded(text: string): string | undefined {
  const octets = Uint8Array.from(text, (char) => char.charCodeAt(0));
  return utf8Decode(octets) ?? text;
}

/** Sixteen octets in base64, or their hexadecimal text in base64, as the specification's own sample has it. */
function digestOf(text: string): string | undefined {
  const octets = base64Decode(text);
  if (octets?.length === MD5_OCTETS) return base64Encode(octets);
  if (octets?.length !== 2 * MD5_OCTETS) return undefined;
  const hex = String.fromCharCode(...octets);
  if (!/^[0-9a-fA-F]*$/.test(hex)) return undefined;
  const raw = Uint8Array.from({ length: MD5_OCTETS }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
  return base64Encode(raw);
}
