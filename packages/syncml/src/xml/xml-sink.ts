import { base64Encode } from '../base64.ts';
import type { Item } from '../commands.ts';
import type { Data, Element, Markup } from '../data.ts';
import { type ElementId, ID_COUNT, NAME_OF, PAGE_NAMESPACE } from '../element-ids.ts';
import type { Meta } from '../meta.ts';
import { utf8Encode } from '../text-codec.ts';
import type { Sink } from '../write/sink.ts';
import { walkMarkup } from '../write/walk-markup.ts';
import { escapeAttribute, escapeText, isXmlText } from './escape.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const METINF = PAGE_NAMESPACE[1];
const FIRST_METINF = 1 << 6;

/** Start tags without their end, by id; elements of MetInf declare their namespace. */
const START_OF: readonly string[] = Array.from({ length: ID_COUNT }, (_, id) =>
  id < FIRST_METINF ? `<${NAME_OF[id]}` : `<${NAME_OF[id]} xmlns="${METINF}"`,
);
const END_OF: readonly string[] = NAME_OF.map((name) => `</${name}>`);

/** Writes XML text. */
export class XmlSink implements Sink {
  readonly #namespace: string;
  #out = DECLARATION;
  #root = true;
  /** Elements of MetInf inside one of their own kind need no namespace again. */
  #metinfDepth = 0;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  get text(): string {
    return this.#out;
  }

  start(id: ElementId): void {
    this.#out += `${this.#tag(id)}>`;
    if (id >= FIRST_METINF) this.#metinfDepth++;
  }

  end(id: ElementId): void {
    this.#out += END_OF[id];
    if (id >= FIRST_METINF) this.#metinfDepth--;
  }

  empty(id: ElementId): void {
    this.#out += `${this.#tag(id)}/>`;
  }

  leaf(id: ElementId, text: string): void {
    if (text === '') this.empty(id);
    else this.#out += `${this.#tag(id)}>${escapeText(text)}${END_OF[id]}`;
  }

  value(data: Data): void {
    if (typeof data === 'string') this.#out += data === '' ? '<Data/>' : `<Data>${textOf(data)}</Data>`;
    else if (data instanceof Uint8Array) this.#out += `<Data>${base64Encode(data)}</Data>`;
    else this.#out += `<Data>${markupText(data, this.#namespace)}</Data>`;
  }

  itemMeta(item: Item): Meta | undefined {
    return needsBase64(item.data) ? { ...item.meta, format: 'b64' } : item.meta;
  }

  commandMeta(meta: Meta): Meta {
    return meta;
  }

  #tag(id: ElementId): string {
    if (this.#root) {
      this.#root = false;
      return `${START_OF[id]} xmlns="${escapeAttribute(this.#namespace)}"`;
    }
    return this.#metinfDepth > 0 ? `<${NAME_OF[id]}` : (START_OF[id] as string);
  }
}

/** XML text of a tree; namespaces are declared where they change, `outer` being the one around it. */
export function markupText(markup: Markup, outer: string): string {
  let out = '';
  const isEmpty = (element: Element) => element.children.length === 0;
  walkMarkup(markup, {
    start(element, parent) {
      out += `<${element.name}`;
      if (element.ns !== (parent?.ns ?? outer)) out += ` xmlns="${escapeAttribute(element.ns)}"`;
      out += isEmpty(element) ? '/>' : '>';
    },
    text(text) {
      out += escapeText(text);
    },
    end(element) {
      if (!isEmpty(element)) out += `</${element.name}>`;
    },
  });
  return out;
}

function needsBase64(data: Data | undefined): boolean {
  return typeof data === 'string' ? !isXmlText(data) : data instanceof Uint8Array;
}

function textOf(data: string): string {
  return isXmlText(data) ? escapeText(data) : base64Encode(utf8Encode(data));
}
