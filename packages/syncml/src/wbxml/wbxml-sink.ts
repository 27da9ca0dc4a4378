import { embeddedType } from '../build/settle-items.ts';
import type { Item } from '../commands.ts';
import type { Data, Element, Markup } from '../data.ts';
import { type ElementId, PAGE_NAMESPACE, pageId, protocolId } from '../element-ids.ts';
import type { Page } from '../elements.ts';
import type { Meta } from '../meta.ts';
import type { Sink } from '../write/sink.ts';
import { walkMarkup } from '../write/walk-markup.ts';
import { markupText } from '../xml/xml-sink.ts';
import { Output } from './output.ts';

const DATA = protocolId('Data');

/** Writes messages and trees as a WBXML document. */
export class WbxmlSink extends Output implements Sink {
  value(data: Data): void {
    if (typeof data === 'string') {
      this.leaf(DATA, data);
      return;
    }
    this.start(DATA);
    if (data instanceof Uint8Array) this.opaque(data);
    else if (hasTokens(data)) this.markup(data);
    else this.text(markupText(data, ''));
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
        if (element.children.length === 0) this.empty(idOf(element));
        else this.start(idOf(element));
      },
      text: (text) => {
        if (text !== '') this.text(text);
      },
      end: (element) => {
        if (element.children.length > 0) this.end();
      },
    });
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
