import { ID_COUNT, type ProtocolElement, protocolId } from '../element-ids.ts';

/** How the content of an element is taken. SKIP is for all a content model does not name. */
export const SKIP = 0;
/** Text, handed to `set` when the element ends; with a FLAG the text does not matter. */
export const TEXT = 1;
/** An Item's value: text, octets or markup. */
export const VALUE = 2;
/** Child elements, which build the object given by `begin`. */
export const GROUP = 3;
/** An element below a VALUE. */
export const MARKUP = 4;
export type Kind = typeof SKIP | typeof TEXT | typeof VALUE | typeof GROUP | typeof MARKUP;

/** What an element counts towards, for the limits. */
export const UNCOUNTED = 0;
export const ITEM_COUNT = 1;
export const COMMAND_COUNT = 2;
export const CONTAINER_COUNT = 3;

type Setter = (target: object, text: string) => void;
type Begin = (parent: object) => object | undefined;
type End = (parent: object, child: object) => void;

/** What one child element does to the object of its parent. All rules have one shape, for speed. */
export interface Rule {
  readonly kind: Kind;
  readonly counts: number;
  /** Octets stand for base64 text. spec/omadm.md §8.8 rule 8, §14 Q21 */
  readonly base64: boolean;
  /** The text of the element; for a GROUP its own text, where a peer is known to leave out the child. */
  readonly set: Setter | undefined;
  /** Object to fill; undefined when the element may not come again. */
  readonly begin: Begin;
  readonly end: End | undefined;
  readonly content: Content;
  /** Whether characters of the element are of any use. */
  readonly wantsText: boolean;
}

/** Rules of the children of one element, by element id. */
export type Content = readonly (Rule | undefined)[];

/** Nothing is expected: children are skipped. */
export const NO_CONTENT: Content = new Array<undefined>(ID_COUNT).fill(undefined);

const BLANK: Rule = {
  kind: SKIP,
  counts: UNCOUNTED,
  base64: false,
  set: undefined,
  begin: (parent) => parent,
  end: undefined,
  content: NO_CONTENT,
  wantsText: false,
};

/** Elements that are stepped over with all they hold. */
export const SKIP_RULE: Rule = BLANK;
export const VALUE_RULE: Rule = { ...BLANK, kind: VALUE, wantsText: true };
/** Elements below a value. */
export const MARKUP_RULE: Rule = { ...BLANK, kind: MARKUP, wantsText: true };

export function text<T extends object>(set: (target: T, text: string) => void): Rule {
  return { ...BLANK, kind: TEXT, set: set as Setter, wantsText: true };
}

export function base64Text<T extends object>(set: (target: T, text: string) => void): Rule {
  return { ...text(set), base64: true };
}

export function flag<T extends object>(set: (target: T) => void): Rule {
  return text<T>((target) => set(target));
}

export interface Group<P extends object, C extends object> {
  readonly begin: (parent: P) => C | undefined;
  readonly end?: (parent: P, child: C) => void;
  readonly ownText?: (child: C, text: string) => void;
  readonly counts?: number;
}

export function group<P extends object, C extends object>(content: Content, how: Group<P, C>): Rule {
  return {
    ...BLANK,
    kind: GROUP,
    counts: how.counts ?? UNCOUNTED,
    set: how.ownText as Setter | undefined,
    begin: how.begin as Begin,
    end: how.end as End | undefined,
    content,
    wantsText: how.ownText !== undefined,
  };
}

export type ContentRows = { readonly [name in ProtocolElement]?: Rule };

/** A content model; the order of children does not matter to a reader. spec/omadm.md §2.1 */
export function content(...parts: readonly ContentRows[]): Content {
  const table = new Array<Rule | undefined>(ID_COUNT).fill(undefined);
  for (const part of parts) {
    for (const [name, rule] of Object.entries(part)) table[protocolId(name)] = rule;
  }
  return table;
}
