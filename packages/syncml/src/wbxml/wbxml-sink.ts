import { embeddedType } from '../build/settle-items.ts';
import type { Item } from '../commands.ts';
import type { Data, Element, Markup } from '../data.ts';
import { type ElementId, PAGE_NAMESPACE, pageId, protocolId } from '../element-ids.ts';
import type { Page } from '../elements.ts';
import type { Meta } from '../meta.ts';
import type { Sink } from '../write/sink.ts';
import { walkMarkup } from '../write/walk-markup.ts';
import { markupText } from '../xml/xml-sink.ts';
import type { Output } from './output.ts';
import { END, HAS_CONTENT, SWITCH_PAGE, TOKEN_MASK } from './tokens.ts';

const DATA = protocolId('Data');

/** Writes the elements of a WBXML document; pages are switched when the next tag needs it. spec/omadm.md §8.8 rule 1 */
export class WbxmlSink implements Sink {
  readonly #output: Output;
  #page = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  start(id: ElementId): void {
    this.#output.byte(this.#token(id) | HAS_CONTENT);
  }

  end(): void {
    this.#output.byte(END);
  }

  empty(id: ElementId): void {
    this.#output.byte(this.#token(id));
  }

  leaf(id: ElementId, text: string): void {
    const token = this.#token(id);
    if (text === '') this.#output.byte(token);
    else this.#output.leaf(token | HAS_CONTENT, text);
  }

  value(data: Data): void {
    if (typeof data === 'string') {
      this.leaf(DATA, data);
      return;
    }
    this.start(DATA);
    if (data instanceof Uint8Array) this.#output.opaque(data);
    else if (hasTokens(data)) this.markup(data);
    else this.#output.text(markupText(data, ''));
    this.end();
  }

  itemMeta(item: Item): Meta | undefined {
    return isTree(item) && item.meta !== undefined ? inWbxml(item.meta) : item.meta;
  }

  commandMeta(meta: Meta, items: readonly Item[]): Meta {
    return items.some((item) => item.meta?.type === undefined && isTree(item)) ? inWbxml(meta) : meta;
  }

  /** Elements as tags of their code pages. */
  markup(markup: Markup): void {
    walkMarkup(markup, {
      start: (element) => {
        const token = this.#token(idOf(element));
        this.#output.byte(element.children.length === 0 ? token : token | HAS_CONTENT);
      },
      text: (text) => {
        if (text !== '') this.#output.text(text);
      },
      end: (element) => {
        if (element.children.length > 0) this.#output.byte(END);
      },
    });
  }

  #token(id: ElementId): number {
    const page = id >> 6;
    if (page !== this.#page) {
      this.#output.byte(SWITCH_PAGE);
      this.#output.byte(page);
      this.#page = page;
    }
    return id & TOKEN_MASK;
  }
}

/** Whether every element of the tree has a token. */
export function hasTokens(markup: Markup): boolean {
  let all = true;
  walkMarkup(markup, {
    start: (element) => {
      all &&= idOf(element) !== 0;
    },
    text: () => undefined,
    end: () => undefined,
  });
  return all;
}

function idOf(element: Element): ElementId {
  const page = PAGE_NAMESPACE.indexOf(element.ns as (typeof PAGE_NAMESPACE)[number]);
  return page < 0 ? 0 : pageId(page as Page, element.name);
}

function isTree({ data }: Item): boolean {
  return typeof data === 'object' && !(data instanceof Uint8Array) && hasTokens(data);
}

/** Type of an embedded document that is not text any more. spec/omadm.md §8.8 rule 7 */
function inWbxml(meta: Meta): Meta {
  return meta.type === undefined ? meta : { ...meta, type: embeddedType(meta.type, 'wbxml') };
}
