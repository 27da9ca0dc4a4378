import { type Assembler, trim } from '../build/assembler.ts';
import { GROUP, MARKUP, type Rule, TEXT, VALUE } from '../build/rule.ts';
import type { SyncmlError } from '../errors.ts';
import { Attributes } from './attributes.ts';
import {
  AMPERSAND,
  BANG,
  BRACKET,
  FORBIDDEN,
  GT,
  isSpace,
  LESS_THAN,
  LT,
  NAME_CLASS,
  NAME_COLON,
  NAME_REST,
  NAME_START,
  NON_ASCII,
  PLAIN,
  QUESTION,
  SLASH,
  TEXT_CLASS,
} from './chars.ts';
import { Guesses } from './guesses.ts';
import { behindName, findName, isQualifiedName, NAME_ROOM } from './names.ts';
import { Namespaces } from './namespaces.ts';
import { readReference } from './references.ts';
import { skipCdata, skipComment } from './sections.ts';
import type { Source } from './source.ts';
import { behindPlainWords, checkNonAscii, normalLines } from './text.ts';

/** Reads one XML document, strict and in one pass, into an assembler. */
export class Reader {
  readonly #source: Source;
  readonly #assembler: Assembler;
  readonly #namespaces = new Namespaces();
  readonly #attributes: Attributes;
  readonly #guesses = new Guesses();
  /** Where the names of the open elements stand, by depth; end tags must repeat them. */
  readonly #nameStarts: number[] = [0];
  readonly #nameEnds: number[] = [0];
  #depth = 0;
  #textOctets = 0;

  constructor(source: Source, assembler: Assembler) {
    this.#source = source;
    this.#assembler = assembler;
    this.#attributes = new Attributes(source, this.#namespaces);
  }

  /** From behind the prolog to the end of the document. */
  read(): void {
    const source = this.#source;
    const { bytes } = source;
    this.#outside();
    this.#startTag();
    while (this.#depth > 0) {
      const next = bytes[source.pos + 1];
      if (bytes[source.pos] !== LT) this.#text();
      else if (next === SLASH) this.#endTag();
      else if (next === BANG) this.#section();
      else if (next === QUESTION) throw source.error('forbidden-markup', 'processing instruction');
      else if (!this.#usual()) this.#startTag();
    }
    this.#outside();
    while (bytes[source.pos] === 0) source.pos++;
    while (isSpace(bytes[source.pos])) source.pos++;
    if (source.pos < source.end) throw source.error('not-well-formed', 'content behind the document');
  }

  /** White space and comments around the document element; stops before anything else. */
  #outside(): void {
    const source = this.#source;
    const { bytes } = source;
    for (;;) {
      while (isSpace(bytes[source.pos])) source.pos++;
      if (bytes[source.pos] !== LT) return;
      const next = bytes[source.pos + 1];
      if (next === BANG) skipComment(source);
      else if (next === QUESTION) throw source.error('forbidden-markup', 'processing instruction');
      else return;
    }
  }

  /**
   * The start tag of the element that was guessed, or all of that element if it is a leaf: one of ours, without
   * a prefix, in the namespace around it or in the one last declared. Anything else is left where it stands.
   */
  #usual(): boolean {
    const source = this.#source;
    const namespaces = this.#namespaces;
    const { bytes } = source;
    const at = source.pos;
    const guess = this.#guesses.next(this.#depth);
    const rule = this.#assembler.rule.content[guess];
    const depth = this.#depth + 1;
    if (rule === undefined || at + NAME_ROOM >= source.end || depth > source.limits.depthMax) return false;
    const nameEnd = behindName(source.words, at + 1, guess);
    if (nameEnd === 0) return false;
    let pos = nameEnd;
    let ns = namespaces.default(depth - 1);
    if (bytes[pos] !== GT) {
      pos = this.#attributes.behindUsual(pos);
      if (pos === 0) return false;
      ns = this.#attributes.usual;
    }
    if (!namespaces.isKnown(ns)) return false;
    if (rule.kind !== GROUP) {
      if (!this.#leaf(rule, at + 1, nameEnd, pos + 1)) return false;
    } else {
      this.#assembler.start(guess, at);
      namespaces.setDefault(depth, ns);
      this.#enter(depth, at + 1, nameEnd);
      source.pos = pos + 1;
    }
    this.#guesses.right(guess);
    return true;
  }

  #startTag(): void {
    const source = this.#source;
    const { bytes, end } = source;
    const at = source.pos;
    if (bytes[at] !== LT) {
      if (at >= end) throw source.truncated();
      throw source.error('not-well-formed', 'no element');
    }
    const start = at + 1;
    let pos = start;
    let kind = 0;
    while (pos < end) {
      kind = NAME_CLASS[bytes[pos] as number] as number;
      if (kind !== NAME_START && kind !== NAME_REST) break;
      pos++;
    }
    if (pos >= end) throw source.truncated();
    source.pos = pos;
    const colon =
      kind > NAME_REST || pos === start || NAME_CLASS[bytes[start] as number] !== NAME_START
        ? this.#oddName(start)
        : start - 1;
    this.#open(at, start, source.pos, colon);
  }

  /** Checks a name with a prefix or with letters beyond ASCII; returns the place of its colon, or the one before it. */
  #oddName(start: number): number {
    const source = this.#source;
    const { bytes, end } = source;
    while (source.pos < end && NAME_CLASS[bytes[source.pos] as number] !== 0) source.pos++;
    if (source.pos >= end) throw source.truncated();
    const name = source.slice(start, source.pos);
    if (!isQualifiedName(name)) throw source.error('not-well-formed', 'element name', start);
    let colon = source.pos - 1;
    while (colon >= start && NAME_CLASS[bytes[colon] as number] !== NAME_COLON) colon--;
    return colon;
  }

  /** An element whose name stands from start to end, its prefix up to the colon. */
  #open(at: number, start: number, end: number, colon: number): void {
    const source = this.#source;
    const assembler = this.#assembler;
    const namespaces = this.#namespaces;
    const { bytes, limits } = source;
    const depth = this.#depth + 1;
    if (depth > limits.depthMax) throw source.error('too-deep', `depth over ${limits.depthMax}`, at);
    namespaces.enter(depth);
    if (bytes[source.pos] !== GT && bytes[source.pos] !== SLASH) this.#attributes.read(depth);
    const prefixed = colon >= start;
    const ns = prefixed ? namespaces.resolve(source.slice(start, colon), at) : namespaces.default(depth);
    const empty = bytes[source.pos] === SLASH;
    if (empty) source.pos++;
    if (bytes[source.pos] !== GT) {
      if (source.pos >= source.end) throw source.truncated();
      throw source.error('not-well-formed', 'tag');
    }
    source.pos++;
    const { kind, content } = assembler.rule;
    if (kind === VALUE || kind === MARKUP) {
      assembler.startMarkup(source.slice(colon + 1, end), namespaces.uri(ns));
    } else {
      const id = namespaces.isKnown(ns) ? findName(bytes, colon + 1, end) : 0;
      this.#guesses.learn(id, this.#depth);
      const rule = content[id];
      if (rule !== undefined && rule.kind !== GROUP) {
        if (empty) assembler.leaf(rule, '');
        if (empty || this.#leaf(rule, start, end, source.pos)) {
          namespaces.leave(depth);
          return;
        }
      }
      assembler.start(id, at);
    }
    if (empty) {
      assembler.end();
      namespaces.leave(depth);
    } else {
      this.#enter(depth, start, end);
    }
  }

  #enter(depth: number, nameStart: number, nameEnd: number): void {
    this.#nameStarts[depth] = nameStart;
    this.#nameEnds[depth] = nameEnd;
    this.#depth = depth;
    this.#textOctets = 0;
  }

  /** The usual leaf in one go: plain ASCII from `start` up to the end tag. */
  #leaf(rule: Rule, nameStart: number, nameEnd: number, start: number): boolean {
    const source = this.#source;
    const { bytes, end } = source;
    let pos = behindPlainWords(source.words, start, end);
    while (pos < end && TEXT_CLASS[bytes[pos] as number] === PLAIN) pos++;
    const length = nameEnd - nameStart;
    if (bytes[pos] !== LT || bytes[pos + 1] !== SLASH || bytes[pos + 2 + length] !== GT) return false;
    if (!source.repeats(nameStart, pos + 2, length)) return false;
    if (pos - start > source.limits.textBytesMax) return false;
    source.pos = pos + 3 + length;
    const text = source.view.substring(start, pos);
    const blank =
      rule.kind === TEXT && ((bytes[start] as number) <= 0x20 || (bytes[pos - 1] as number) <= 0x20);
    this.#assembler.leaf(rule, blank ? trim(text) : text);
    return true;
  }

  #endTag(): void {
    const source = this.#source;
    const { bytes } = source;
    const depth = this.#depth;
    const nameStart = this.#nameStarts[depth] as number;
    const length = (this.#nameEnds[depth] as number) - nameStart;
    let pos = source.pos + 2;
    if (!source.repeats(nameStart, pos, length)) throw this.#badEndTag(nameStart, pos);
    pos += length;
    while (isSpace(bytes[pos])) pos++;
    if (bytes[pos] !== GT) throw this.#badEndTag(nameStart + length, pos);
    source.pos = pos + 1;
    this.#assembler.end();
    this.#namespaces.leave(depth);
    this.#depth = depth - 1;
    this.#textOctets = 0;
  }

  /** The octets at `at` are not those of the start tag: others, or the document ends among them. */
  #badEndTag(nameAt: number, at: number): SyncmlError {
    const source = this.#source;
    const { bytes, end } = source;
    let length = 0;
    while (at + length < end && bytes[at + length] === bytes[nameAt + length]) length++;
    return at + length === end
      ? source.truncated()
      : source.error('not-well-formed', 'end tag does not match');
  }

  /** A comment or a CDATA section; every other declaration is forbidden. security.md B1 */
  #section(): void {
    const source = this.#source;
    if (source.bytes[source.pos + 2] !== 0x5b) {
      skipComment(source);
      return;
    }
    const start = source.pos + 9;
    skipCdata(source);
    this.#take(start, source.pos - 3);
  }

  #text(): void {
    const source = this.#source;
    const { bytes, end } = source;
    const start = source.pos;
    let pos = start;
    let kind = PLAIN;
    while (pos < end) {
      kind = TEXT_CLASS[bytes[pos] as number] as number;
      if (kind === LESS_THAN || kind === AMPERSAND || kind === FORBIDDEN) break;
      if (kind === NON_ASCII) checkNonAscii(source, pos);
      else if (kind === BRACKET && bytes[pos + 1] === 0x5d && bytes[pos + 2] === GT) {
        throw source.error('not-well-formed', ']]> outside CDATA', pos);
      }
      pos++;
    }
    if (pos > start) this.#take(start, pos);
    source.pos = pos;
    if (pos >= end) throw source.truncated();
    if (kind === FORBIDDEN) throw source.error('not-well-formed', 'no XML character');
    if (kind === AMPERSAND) this.#reference();
  }

  #reference(): void {
    const source = this.#source;
    const start = source.pos;
    const char = readReference(source);
    if (this.#assembler.rule.wantsText) this.#assembler.text(char);
    this.#countText(source.pos - start);
  }

  #take(start: number, end: number): void {
    this.#countText(end - start);
    if (this.#assembler.rule.wantsText) this.#assembler.text(normalLines(this.#source.slice(start, end)));
  }

  #countText(octets: number): void {
    this.#textOctets += octets;
    const { textBytesMax } = this.#source.limits;
    if (this.#textOctets > textBytesMax) {
      throw this.#source.error('too-large', `text of more than ${textBytesMax} octets`);
    }
  }
}
