import type { Element, Markup } from '../data.ts';

interface ElementDraft {
  name: string;
  ns: string;
  children: (Element | string)[];
}

const BLANK = /^[ \t\r\n]*$/;

/** Collects the child elements of a value. White space between elements is dropped, text is joined. */
export class MarkupBuilder {
  readonly #elements: Element[] = [];
  readonly #open: ElementDraft[] = [];

  start(name: string, ns: string): void {
    const element: ElementDraft = { name, ns, children: [] };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#elements.push(element);
    else parent.children.push(element);
    this.#open.push(element);
  }

  text(text: string): void {
    const children = this.#open.at(-1)?.children;
    if (children === undefined || text === '') return;
    const last = children.length - 1;
    const before = children[last];
    if (typeof before === 'string') children[last] = before + text;
    else children.push(text);
  }

  end(): void {
    const element = this.#open.pop();
    if (element === undefined || element.children.length < 2) return;
    if (!element.children.some((child) => typeof child !== 'string')) return;
    element.children = element.children.filter((child) => typeof child !== 'string' || !BLANK.test(child));
  }

  get markup(): Markup {
    return { elements: this.#elements };
  }
}
