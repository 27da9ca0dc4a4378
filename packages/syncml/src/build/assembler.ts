import { base64Decode, base64Encode } from '../base64.ts';
import type { Item } from '../commands.ts';
import type { ElementId } from '../element-ids.ts';
import { SyncmlError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { utf8Decode, utf8Encode } from '../text-codec.ts';
import { MarkupBuilder } from './markup-builder.ts';
import type { Mutable } from './mutable.ts';
import {
  COMMAND_COUNT,
  CONTAINER_COUNT,
  GROUP,
  ITEM_COUNT,
  MARKUP,
  MARKUP_RULE,
  type Rule,
  SKIP_RULE,
  TEXT,
  VALUE,
} from './rule.ts';
import { type HasItems, type ReadTree, settleItems } from './settle-items.ts';

/**
 * Puts a message together from what either reader sees: elements by id, texts, octets. It knows the
 * content models and the limits of the model; readers know the bytes.
 */
export class Assembler {
  /** Of the innermost open element. */
  rule: Rule;

  readonly #limits: Limits;
  readonly #readTree: ReadTree;
  #depth = 0;
  readonly #rules: Rule[];
  readonly #targets: object[];
  #target: object;
  #text = '';
  /** Pieces of a value that is not text alone. */
  #octets: Uint8Array[] | undefined;
  #markup: MarkupBuilder | undefined;
  #unsettled = false;
  #commands = 0;
  #items = 0;
  #containers = 0;

  /** Begins inside an imagined element of the rule; one of `VALUE_RULE` holds markup. */
  constructor(root: object, rule: Rule, limits: Limits, readTree: ReadTree) {
    this.rule = rule;
    this.#rules = [rule];
    this.#targets = [root];
    this.#target = root;
    this.#limits = limits;
    this.#readTree = readTree;
  }

  /** An element begins. Below a value use `startMarkup`. */
  start(id: ElementId, offset: number): void {
    const rule = this.rule.content[id];
    if (rule === undefined) {
      if (this.#depth === 0) throw new SyncmlError('unknown-document', offset, 'the document is no SyncML');
      this.#push(SKIP_RULE, this.#target);
      return;
    }
    this.#text = '';
    if (rule.kind === GROUP) this.#startGroup(rule, offset);
    else this.#push(rule, this.#target);
  }

  skip(): void {
    this.#push(SKIP_RULE, this.#target);
  }

  startMarkup(name: string, ns: string): void {
    this.#markup ??= new MarkupBuilder();
    this.#markup.start(name, ns);
    this.#push(MARKUP_RULE, this.#target);
  }

  /** An element that holds nothing but this text: the same as start, text, end, but faster. */
  leaf(rule: Rule, text: string): void {
    if (rule.kind === VALUE) {
      (this.#target as Mutable<Item>).data = text;
      const first = text.charCodeAt(0);
      if (first === 0x3c || first <= 0x20 || first === 0xfeff) this.#unsettled = true;
    } else if (rule.set !== undefined) {
      rule.set(this.#target, text);
    }
  }

  text(text: string): void {
    if (this.rule.kind === MARKUP) this.#markup?.text(text);
    else if (this.#octets !== undefined) this.#octets.push(utf8Encode(text));
    else this.#text += text;
  }

  /** OPAQUE. The array is kept, so it must be the caller's own. */
  octets(bytes: Uint8Array, offset: number): void {
    const { rule } = this;
    if (rule.kind === VALUE) {
      this.#octets ??= this.#text === '' ? [] : [utf8Encode(this.#text)];
      this.#octets.push(bytes);
    } else if (rule.base64) {
      this.#text += base64OfOctets(bytes);
    } else {
      const text = utf8Decode(bytes);
      if (text === undefined) throw new SyncmlError('bad-encoding', offset, 'octets are not UTF-8 text');
      this.text(text);
    }
  }

  /** The innermost element ends. */
  end(): void {
    const { rule } = this;
    const { kind } = rule;
    const child = this.#target;
    const depth = --this.#depth;
    this.rule = this.#rules[depth] as Rule;
    this.#target = this.#targets[depth] as object;
    if (kind === GROUP) {
      this.#endGroup(rule, child);
    } else if (kind === TEXT) {
      rule.set?.(child, trim(this.#text));
      this.#text = '';
    } else if (kind === VALUE) {
      this.#endValue(child as Mutable<Item>);
    } else if (kind === MARKUP) {
      this.#markup?.end();
    }
  }

  /** What was collected when assembling began inside a value. */
  get markup() {
    return (this.#markup ?? new MarkupBuilder()).markup;
  }

  #startGroup(rule: Rule, offset: number): void {
    if (rule.counts !== 0) this.#count(rule.counts, offset);
    const target = rule.begin(this.#target);
    if (target === undefined) throw new SyncmlError('too-many', offset, 'the element came before');
    this.#push(rule, target);
  }

  #endGroup(rule: Rule, child: object): void {
    if (rule.set !== undefined && this.#text !== '') {
      const text = trim(this.#text);
      if (text !== '') rule.set(child, text);
      this.#text = '';
    }
    if (rule.counts >= COMMAND_COUNT) {
      if (rule.counts === CONTAINER_COUNT) this.#containers--;
      else if (this.#unsettled && 'items' in child) {
        settleItems(child as HasItems, this.#readTree);
        this.#unsettled = false;
      }
    }
    rule.end?.(this.#target, child);
  }

  #endValue(item: Mutable<Item>): void {
    const text = this.#text;
    if (this.#markup !== undefined) item.data = this.#markup.markup;
    else item.data = this.#octets === undefined ? text : concat(this.#octets);
    this.#markup = undefined;
    this.#octets = undefined;
    this.#text = '';
    this.#unsettled = true;
  }

  #push(rule: Rule, target: object): void {
    const depth = ++this.#depth;
    this.#rules[depth] = rule;
    this.#targets[depth] = target;
    this.#target = target;
    this.rule = rule;
  }

  #count(counts: number, offset: number): void {
    const { itemsMax, commandsMax, containerDepthMax } = this.#limits;
    if (counts === ITEM_COUNT) {
      if (++this.#items > itemsMax) throw new SyncmlError('too-many', offset, `more than ${itemsMax} items`);
      return;
    }
    if (++this.#commands > commandsMax) {
      throw new SyncmlError('too-many', offset, `more than ${commandsMax} commands`);
    }
    if (counts === CONTAINER_COUNT && ++this.#containers > containerDepthMax) {
      throw new SyncmlError(
        'too-deep',
        offset,
        `more than ${containerDepthMax} containers inside each other`,
      );
    }
  }
}

/** Octets where base64 text belongs: that text itself, or raw octets. spec/omadm.md §8.8 rule 8 */
function base64OfOctets(bytes: Uint8Array): string {
  const text = utf8Decode(bytes);
  return text !== undefined && base64Decode(text) !== undefined ? text : base64Encode(bytes);
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const out = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Without XML white space at both ends; other blanks belong to the value. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b && code !== 0x0c);
}
