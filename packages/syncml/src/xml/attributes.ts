import {
  AMPERSAND,
  APOSTROPHE,
  EQUALS,
  FORBIDDEN,
  GT,
  isSpace,
  LESS_THAN,
  NAME_CLASS,
  NO_NAME,
  NON_ASCII,
  PLAIN,
  QUOTE,
  SLASH,
  TEXT_CLASS,
} from './chars.ts';
import { isQualifiedName } from './names.ts';
import type { Namespaces } from './namespaces.ts';
import { readReference } from './references.ts';
import type { Source } from './source.ts';
import { checkNonAscii } from './text.ts';

/** Reads the attributes of start tags; namespace declarations are obeyed, the rest is only checked. */
export class Attributes {
  readonly #source: Source;
  readonly #namespaces: Namespaces;
  #start = 0;
  #length = 0;
  #uri = 0;

  constructor(source: Source, namespaces: Namespaces) {
    this.#source = source;
    this.#namespaces = namespaces;
  }

  /** From behind the element's name to the `>` or `/` that ends the tag. */
  read(depth: number): void {
    const source = this.#source;
    if (this.#onlyDefault(depth)) return;
    const { bytes, limits } = source;
    const names: string[] = [];
    for (;;) {
      const spaceAt = source.pos;
      while (isSpace(bytes[source.pos])) source.pos++;
      const octet = bytes[source.pos];
      if (octet === undefined) throw source.truncated();
      if (octet === GT || octet === SLASH) break;
      if (source.pos === spaceAt) throw source.error('not-well-formed', 'white space missing in a tag');
      if (names.length === limits.attributesMax) {
        throw source.error('too-many', `more than ${limits.attributesMax} attributes`);
      }
      names.push(this.#attribute(depth));
    }
    this.#checkNames(names);
  }

  /** The `>` behind the declaration read last, if the same stands here as the only attribute; else 0. */
  behindUsual(at: number): number {
    const { bytes } = this.#source;
    const start = this.#start;
    if (start === 0) return 0;
    const behind = at + this.#length;
    return bytes[behind] === GT && this.#source.repeats(start, at, this.#length) ? behind : 0;
  }

  /** Number of the namespace declared there. */
  get usual(): number {
    return this.#uri;
  }

  /** The one attribute SyncML has, on most Meta children: `xmlns="…"` right up to the `>`. */
  #onlyDefault(depth: number): boolean {
    const source = this.#source;
    const { bytes, end, pos: start } = source;
    if (!isXmlns(bytes, start)) return false;
    let pos = start + 8;
    while (pos < end && isPlainUri(bytes[pos] as number)) pos++;
    if (bytes[pos] !== QUOTE || bytes[pos + 1] !== GT) return false;
    this.#start = start;
    this.#length = pos + 1 - start;
    this.#uri = this.#namespaces.number(source.view.slice(start + 8, pos));
    this.#namespaces.setDefault(depth, this.#uri);
    source.pos = pos + 1;
    return true;
  }

  #attribute(depth: number): string {
    const source = this.#source;
    const { bytes, pos: start } = source;
    while (source.pos < source.end && NAME_CLASS[bytes[source.pos] as number] !== NO_NAME) source.pos++;
    const name = source.slice(start, source.pos);
    if (!isQualifiedName(name)) {
      if (source.pos === source.end) throw source.truncated();
      throw source.error('not-well-formed', 'attribute name', start);
    }
    while (isSpace(bytes[source.pos])) source.pos++;
    this.#expect(EQUALS);
    while (isSpace(bytes[source.pos])) source.pos++;
    const value = this.#value();
    if (name === 'xmlns') this.#namespaces.setDefault(depth, this.#namespaces.number(value));
    else if (name.startsWith('xmlns:')) this.#namespaces.bind(depth, name.slice(6), value, start);
    return name;
  }

  #expect(octet: number): void {
    const source = this.#source;
    if (source.pos >= source.end) throw source.truncated();
    if (source.bytes[source.pos] !== octet) throw source.error('not-well-formed', 'attribute');
    source.pos++;
  }

  #value(): string {
    const source = this.#source;
    const { bytes, end } = source;
    const quote = bytes[source.pos];
    this.#expect(quote === APOSTROPHE ? APOSTROPHE : QUOTE);
    let value = '';
    let start = source.pos;
    while (source.pos < end) {
      const octet = bytes[source.pos] as number;
      if (octet === quote) {
        value += normal(source.slice(start, source.pos));
        source.pos++;
        return value;
      }
      const kind = TEXT_CLASS[octet];
      if (kind === AMPERSAND) {
        value += normal(source.slice(start, source.pos)) + readReference(source);
        start = source.pos;
        continue;
      }
      if (kind === LESS_THAN || kind === FORBIDDEN) throw source.error('not-well-formed', 'attribute value');
      if (kind === NON_ASCII) checkNonAscii(source, source.pos);
      source.pos++;
      if (source.pos - start > source.limits.textBytesMax) throw source.error('too-large', 'attribute value');
    }
    throw source.truncated();
  }

  #checkNames(names: readonly string[]): void {
    const source = this.#source;
    const seen = new Set<string>();
    for (const name of names) {
      const colon = name.indexOf(':');
      const declares = name === 'xmlns' || name.startsWith('xmlns:');
      const key =
        colon < 0 || declares
          ? name
          : `{${this.#namespaces.resolve(name.slice(0, colon), source.pos)}}${name.slice(colon + 1)}`;
      if (seen.has(key)) throw source.error('not-well-formed', `attribute ${name} comes twice`);
      seen.add(key);
    }
  }
}

/** Whether ` xmlns="` stands here. */
function isXmlns(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at] === 0x20 &&
    bytes[at + 1] === 0x78 &&
    bytes[at + 2] === 0x6d &&
    bytes[at + 3] === 0x6c &&
    bytes[at + 4] === 0x6e &&
    bytes[at + 5] === 0x73 &&
    bytes[at + 6] === EQUALS &&
    bytes[at + 7] === QUOTE
  );
}

/** Octets that stand for themselves in a quoted value and are no white space. */
function isPlainUri(octet: number): boolean {
  return octet > 0x20 && octet !== QUOTE && TEXT_CLASS[octet] === PLAIN;
}

function normal(text: string): string {
  return text.replace(/\r\n|[\t\n\r]/g, ' ');
}
