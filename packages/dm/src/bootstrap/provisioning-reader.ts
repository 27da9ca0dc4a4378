import { utf8Decode } from '@scomo/syncml';
import { Cursor, MalformedOctets } from '../cursor.ts';
import { LIMITS } from '../limits.ts';
import { BootstrapError } from './bootstrap-error.ts';
import { NAMES, PROVISIONING, TYPES, textOfToken, VALUES } from './provisioning-tokens.ts';

const SWITCH_PAGE = 0x00;
const END = 0x01;
const ENTITY = 0x02;
const STR_I = 0x03;
const STR_T = 0x83;
const OPAQUE = 0xc3;
const HAS_ATTRIBUTES = 0x80;
const HAS_CONTENT = 0x40;
const TOKEN_MASK = 0x3f;
/** Attribute tokens from here on are pieces of values. */
const VALUE_MIN = 0x80;
/** Global tokens that have no place in an attribute list of this document: LITERAL, PI and the extensions. spec/omadm.md §8.1 */
const NEVER_ATTRIBUTE: ReadonlySet<number> = new Set([
  0x04, 0x40, 0x41, 0x42, 0x43, 0x44, 0x80, 0x81, 0x82, 0x84, 0xc0, 0xc1, 0xc2, 0xc4,
]);
const CHARSETS: ReadonlySet<number> = new Set([0x6a, 0x00, 0x03]);
const VERSION_MAX = 3;

/** A `characteristic` with its `parm`s. What has no token of interest is `''`. */
export interface Characteristic {
  readonly type: string;
  readonly parms: readonly { readonly name: string; readonly value: string }[];
  readonly inner: readonly Characteristic[];
}

interface Draft extends Characteristic {
  readonly parms: { name: string; value: string }[];
  readonly inner: Draft[];
}

/** Elements of a wap-provisioningdoc in WBXML. @throws BootstrapError, MalformedOctets. spec/omadm.md §8.1, §8.7 */
export function readProvisioning(bytes: Uint8Array): Characteristic {
  if (bytes.length > LIMITS.bootstrapBytesMax)
    throw new BootstrapError('too-large', `${bytes.length} octets`);
  return new Reader(bytes).document();
}

class Reader {
  readonly #cursor: Cursor;
  #table: Uint8Array = new Uint8Array();
  #page = 0;
  #elements = 0;
  #textLength = 0;

  constructor(bytes: Uint8Array) {
    this.#cursor = new Cursor(bytes);
  }

  document(): Characteristic {
    this.#header();
    const { characteristic, document, parm } = PROVISIONING.tag;
    const whole: Draft = { type: '', parms: [], inner: [] };
    const open: Draft[] = [whole];
    while (open.length > 1 || whole.inner.length === 0) {
      const octet = this.#cursor.byte();
      const top = open.at(-1) ?? whole;
      const tag = octet & TOKEN_MASK;
      const fits = top === whole ? tag === document : tag === characteristic || tag === parm;
      if (octet === SWITCH_PAGE) this.#cursor.byte();
      else if (octet === END && top !== whole) open.pop();
      else if (fits) this.#element(octet, top, open);
      else throw this.#malformed(`token ${octet}`);
    }
    return whole.inner[0] ?? whole;
  }

  #element(octet: number, top: Draft, open: Draft[]): void {
    this.#elements += 1;
    if (this.#elements > LIMITS.provisioningElementsMax) throw new BootstrapError('too-large', 'elements');
    const attributes = octet & HAS_ATTRIBUTES ? this.#attributes() : { name: '', value: '', type: '' };
    const isParm = (octet & TOKEN_MASK) === PROVISIONING.tag.parm;
    const { name, value, type } = attributes;
    const draft: Draft = { type, parms: [], inner: [] };
    if (isParm) top.parms.push({ name, value });
    else top.inner.push(draft);
    if ((octet & HAS_CONTENT) === 0) return;
    if (isParm) throw this.#malformed('a parm with content');
    if (open.length > LIMITS.provisioningDepthMax) throw new BootstrapError('too-large', 'depth');
    open.push(draft);
  }

  /** An attribute list and its END: one token for name and value, or a name and the pieces of its value. */
  #attributes(): { name: string; value: string; type: string } {
    const found = { name: '', value: '', type: '', none: '' };
    let current: keyof typeof found = 'none';
    for (;;) {
      const octet = this.#cursor.byte();
      if (octet === END) return found;
      if (octet === SWITCH_PAGE) this.#page = this.#cursor.byte();
      else if (NEVER_ATTRIBUTE.has(octet)) throw this.#malformed(`token ${octet}`);
      else if (octet >= VALUE_MIN || octet === STR_I || octet === ENTITY) {
        const text = this.#piece(octet);
        if (current !== 'none') found[current] += text;
      } else {
        const name = octet === PROVISIONING.name ? '' : textOfToken(NAMES, this.#page, octet);
        const type = octet === PROVISIONING.type ? '' : textOfToken(TYPES, this.#page, octet);
        if (octet === PROVISIONING.value) current = 'value';
        else if (name !== undefined) current = 'name';
        else current = type === undefined ? 'none' : 'type';
        found[current] = name ?? type ?? '';
      }
    }
  }

  /** A piece of a value; `\uFFFD` for a token that an account has no use for, so that it fits nothing. */
  #piece(octet: number): string {
    const text = this.#pieceText(octet);
    this.#textLength += text.length;
    if (this.#textLength > LIMITS.provisioningTextMax) throw new BootstrapError('too-large', 'text');
    return text;
  }

  #pieceText(octet: number): string {
    if (octet === STR_I) return this.#cursor.text();
    if (octet === STR_T) return this.#tableText(this.#cursor.multiByte());
    if (octet === OPAQUE) return this.#utf8(this.#cursor.take(this.#cursor.multiByte()));
    if (octet === ENTITY) return this.#entity(this.#cursor.multiByte());
    return textOfToken(VALUES, this.#page, octet) ?? '\uFFFD';
  }

  #header(): void {
    const version = this.#cursor.byte();
    if (version < 1 || version > VERSION_MAX) throw this.#malformed(`WBXML version ${version}`);
    if (this.#cursor.multiByte() === 0) this.#cursor.multiByte();
    const charset = this.#cursor.multiByte();
    if (!CHARSETS.has(charset)) throw this.#malformed(`charset ${charset}`);
    this.#table = this.#cursor.take(this.#cursor.multiByte());
  }

  #tableText(index: number): string {
    if (index >= this.#table.length) throw this.#malformed(`no string at ${index}`);
    const end = this.#table.indexOf(0, index);
    return this.#utf8(this.#table.subarray(index, end < 0 ? undefined : end));
  }

  #entity(code: number): string {
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw this.#malformed(`no character ${code}`);
    }
    return String.fromCodePoint(code);
  }

  #utf8(octets: Uint8Array): string {
    const text = utf8Decode(octets);
    if (text === undefined) throw this.#malformed('text is not UTF-8');
    return text;
  }

  #malformed(detail: string): MalformedOctets {
    return new MalformedOctets(this.#cursor.pos, detail);
  }
}
