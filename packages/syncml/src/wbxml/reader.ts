import { type Assembler, trim } from '../build/assembler.ts';
import { GROUP, MARKUP, type Rule, TEXT, VALUE } from '../build/rule.ts';
import { NAME_OF, PAGE_NAMESPACE, protocolId } from '../element-ids.ts';
import { SyncmlError } from '../errors.ts';
import { skipAttributes } from './attributes.ts';
import type { Input } from './input.ts';
import {
  END,
  ENTITY,
  HAS_ATTRIBUTES,
  HAS_CONTENT,
  LITERAL,
  OPAQUE,
  PI,
  STR_I,
  STR_T,
  SWITCH_PAGE,
  TOKEN_MASK,
} from './tokens.ts';

const PAGE_MAX = 2;

/** Reads the one element of a document behind its header; what follows it is ignored (spec/omadm.md §14 Q39). */
export class Reader {
  readonly #input: Input;
  readonly #assembler: Assembler;
  readonly #depthMax: number;
  /** Added to a token to get the element id. */
  #page: number;
  #depth: number;
  /** Length of the text of the innermost element so far. */
  #textLength = 0;

  /** `page` is the code page the document starts on, `depth` the number of elements around it. */
  constructor(input: Input, assembler: Assembler, page: number, depth: number) {
    this.#input = input;
    this.#assembler = assembler;
    this.#depthMax = input.limits.depthMax;
    this.#page = page << 6;
    this.#depth = depth;
  }

  read(): void {
    const input = this.#input;
    const outside = this.#depth;
    let begun = false;
    do {
      const at = input.pos;
      const octet = input.byte();
      const token = octet & TOKEN_MASK;
      if (token > LITERAL) {
        this.#tag(octet, this.#page | token, at);
        begun = true;
      } else if (octet === END && this.#depth > outside) {
        this.#assembler.end();
        this.#depth--;
        this.#textLength = 0;
      } else if (octet === SWITCH_PAGE) {
        this.#switchPage();
      } else if (token === LITERAL) {
        this.#tag(octet, -1, at);
        begun = true;
      } else if (octet === PI) {
        skipAttributes(input);
      } else if (this.#depth > outside) {
        this.#content(octet, at);
      } else {
        throw new SyncmlError('unknown-token', at, `token ${octet} outside the document element`);
      }
    } while (this.#depth > outside || !begun);
  }

  #switchPage(): void {
    const page = this.#input.byte();
    if (page > PAGE_MAX) throw new SyncmlError('unknown-code-page', this.#input.pos - 1, `page ${page}`);
    this.#page = page << 6;
  }

  /** A tag octet; id -1 is a literal name. */
  #tag(octet: number, id: number, at: number): void {
    const input = this.#input;
    const assembler = this.#assembler;
    const literal = id < 0 ? input.tableText(input.multiByte()) : undefined;
    if (this.#depth >= this.#depthMax) throw new SyncmlError('too-deep', at, `depth over ${this.#depthMax}`);
    if ((octet & HAS_ATTRIBUTES) !== 0) skipAttributes(input);
    const { kind, content } = assembler.rule;
    if (kind === VALUE || kind === MARKUP) {
      this.#startMarkup(id, literal);
    } else {
      const known = literal === undefined ? id : protocolId(literal);
      const rule = content[known];
      if (rule !== undefined && rule.kind !== GROUP && this.#leaf(octet, rule)) return;
      assembler.start(known, at);
    }
    if ((octet & HAS_CONTENT) === 0) assembler.end();
    else this.#depth++;
    this.#textLength = 0;
  }

  #startMarkup(id: number, literal: string | undefined): void {
    const page = this.#page >> 6;
    const name = literal ?? (NAME_OF[id] as string);
    if (name === '') this.#assembler.skip();
    else this.#assembler.startMarkup(name, PAGE_NAMESPACE[page] as string);
  }

  /** The usual case in one go: no content, or one inline string of ASCII and the END. */
  #leaf(octet: number, rule: Rule): boolean {
    const input = this.#input;
    const { bytes } = input;
    if ((octet & HAS_CONTENT) === 0) {
      this.#assembler.leaf(rule, '');
      return true;
    }
    if (bytes[input.pos] !== STR_I) return false;
    const start = input.pos + 1;
    let end = start;
    let octets = 0;
    const length = bytes.length;
    while (end < length) {
      const byte = bytes[end] as number;
      if (byte === 0) break;
      octets |= byte;
      end++;
    }
    if (octets >= 0x80 || end - start > input.limits.textBytesMax || bytes[end + 1] !== END) return false;
    input.pos = end + 2;
    const text = input.view.slice(start, end);
    this.#assembler.leaf(rule, rule.kind === TEXT ? trim(text) : text);
    return true;
  }

  #content(octet: number, at: number): void {
    const input = this.#input;
    const assembler = this.#assembler;
    if (octet === OPAQUE) {
      const octets = input.opaque();
      this.#countText(octets.length, at);
      if (assembler.rule.wantsText) assembler.octets(octets, at);
      return;
    }
    const text = this.#text(octet, at);
    this.#countText(text.length, at);
    if (assembler.rule.wantsText) assembler.text(text);
  }

  #countText(length: number, at: number): void {
    this.#textLength += length;
    const { textBytesMax } = this.#input.limits;
    if (this.#textLength > textBytesMax) {
      throw new SyncmlError('too-large', at, `text of more than ${textBytesMax} octets`);
    }
  }

  #text(octet: number, at: number): string {
    const input = this.#input;
    if (octet === STR_I) return input.inlineText();
    if (octet === STR_T) return input.tableText(input.multiByte());
    if (octet === ENTITY) return input.entity();
    throw new SyncmlError('unknown-token', at, `token ${octet}`);
  }
}
