import type { Data, Item } from '@scomo/syncml';
import { SERVER_LIMITS } from '../limits.ts';
import type { Fact, Inventory, Knowledge } from './knowledge.ts';
import { canonicalUri, cleanText } from './uri.ts';

/** Knowledge while the events of one turn are folded in: copied once, then written to. */
export interface Notebook {
  readonly facts: Record<string, Fact>;
  readonly asked: Set<string>;
  readonly sent: Record<string, number>;
  readonly said: Record<string, string>;
  readonly roots: readonly string[] | undefined;
  readonly waiting: Pick<Knowledge, 'check' | 'offers'>;
  inventory: Inventory | undefined;
  factCount: number;
  truncated: boolean;
  changed: boolean;
}

export function openNotebook(known: Knowledge): Notebook {
  return {
    facts: { ...known.facts },
    asked: new Set(known.asked),
    sent: { ...known.sent },
    said: { ...known.said },
    roots: known.roots,
    waiting: {
      ...(known.check === undefined ? {} : { check: known.check }),
      ...(known.offers === undefined ? {} : { offers: known.offers }),
    },
    inventory: known.inventory,
    factCount: Object.keys(known.facts).length,
    truncated: known.truncated ?? false,
    changed: false,
  };
}

export function closeNotebook(book: Notebook): Knowledge {
  return {
    facts: book.facts,
    asked: [...book.asked],
    sent: book.sent,
    ...(Object.keys(book.said).length === 0 ? {} : { said: book.said }),
    ...(book.roots === undefined ? {} : { roots: book.roots }),
    ...book.waiting,
    ...(book.inventory === undefined ? {} : { inventory: book.inventory }),
    ...(book.truncated ? { truncated: true } : {}),
  };
}

/** Status of the Get of `uri` (with its query): only a refusal, or the good end of a list, says something. */
export function fileReadStatus(book: Notebook, uri: string, code: number): void {
  if (code < 200 || code >= 300) {
    file(book, uri, { kind: 'absent', code });
  } else if (isList(uri)) {
    file(book, uri, ANSWERED);
  }
}

/** Results of the Get of `uri` (with its query), in one piece or several. */
export function fileResults(book: Notebook, uri: string, items: readonly Item[]): void {
  if (isList(uri)) file(book, uri, ANSWERED);
  for (const item of items) {
    if (!isList(uri)) file(book, uri, factOf(item) ?? TOO_LONG);
    else if (item.source !== undefined) fileListed(book, uri, canonicalUri(item.source.locUri), factOf(item));
  }
}

const ANSWERED: Fact = { kind: 'interior', children: [] };
const TOO_LONG: Fact = { kind: 'absent', code: 413 };

/**
 * Operation nodes of a list are not kept: they are asked for one by one where it matters. Nor is the list's own
 * node, unless its children are named: the plain read of it says what the list must hold.
 */
function fileListed(book: Notebook, list: string, uri: string, fact: Fact | undefined): void {
  if (fact === undefined || /\/Operations(\/|$)/.test(uri)) return;
  const isOwn = list.startsWith(`${uri}?`);
  if (!isOwn || (fact.kind === 'interior' && fact.children.length > 0)) file(book, uri, fact);
}

function isList(uri: string): boolean {
  return uri.includes('?list=');
}

function factOf(item: Item): Fact | undefined {
  const value = textOf(item.data);
  if (item.meta?.format?.toLowerCase() === 'node')
    return { kind: 'interior', children: value.split('/').filter((name) => name !== '') };
  return value.length > SERVER_LIMITS.valueLengthMax ? undefined : { kind: 'leaf', value };
}

function textOf(data: Data | undefined): string {
  return typeof data === 'string' ? cleanText(data) : '';
}

function file(book: Notebook, uri: string, fact: Fact): void {
  book.changed = true;
  book.asked.delete(uri);
  if (book.facts[uri] === undefined) {
    if (book.factCount >= SERVER_LIMITS.factsMax) {
      book.truncated = true;
      return;
    }
    book.factCount += 1;
  }
  book.facts[uri] = fact;
}

/** After an operation ended: what was read of the software may be old. Where the MO stands stays known. */
export function forgetInventory(known: Knowledge): Knowledge {
  const { inventory: _read, truncated: _cut, ...rest } = known;
  return { ...rest, facts: {}, asked: [] };
}
