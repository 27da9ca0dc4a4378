import {
  type Data,
  DDF_NAMESPACE,
  decodeMarkup,
  type Element,
  type Markup,
  parseMarkup,
} from '@scomo/syncml';

/** Element tree of a TNDS or DDF document, whatever it came as. @throws SyncmlError */
export function markupOf(data: Data): Markup {
  if (typeof data === 'string') return parseMarkup(data);
  if (!(data instanceof Uint8Array)) return data;
  return decodeMarkup(data, data[0] === 0x3c || data[0] === 0xef ? 'xml' : 'wbxml');
}

export function childrenOf(element: Element, name: string): readonly Element[] {
  return elementsOf(element).filter((child) => child.name === name);
}

export function elementsOf(element: Element | undefined): readonly Element[] {
  return (element?.children ?? []).filter((child): child is Element => typeof child !== 'string');
}

export function firstOf(element: Element | undefined, name: string): Element | undefined {
  return element && childrenOf(element, name)[0];
}

/** Text of an element, undefined when there is none or it holds elements. */
export function textOf(element: Element | undefined): string | undefined {
  if (!element?.children.every((child) => typeof child === 'string')) return undefined;
  return element.children.join('');
}

/** Element of a TNDS or DDF document. */
export function element(name: string, children: Element['children'] = []): Element {
  return { name, ns: DDF_NAMESPACE, children };
}

export function textElement(name: string, text: string): Element {
  return element(name, text === '' ? [] : [text]);
}
