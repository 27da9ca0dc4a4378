import type { Element, Markup } from '../data.ts';

/** Called for each element, text and end of a tree, in the order of a document. */
export interface MarkupVisitor {
  start(element: Element, parent: Element | undefined): void;
  text(text: string): void;
  end(element: Element): void;
}

/** Walks a tree of any depth without recursion. */
export function walkMarkup(markup: Markup, visitor: MarkupVisitor): void {
  const open: { element: Element | undefined; children: readonly (Element | string)[]; next: number }[] = [
    { element: undefined, children: markup.elements, next: 0 },
  ];
  for (let top = open[0]; top !== undefined; top = open.at(-1)) {
    const child = top.children[top.next++];
    if (child === undefined) {
      open.pop();
      if (top.element !== undefined) visitor.end(top.element);
    } else if (typeof child === 'string') {
      visitor.text(child);
    } else {
      visitor.start(child, top.element);
      open.push({ element: child, children: child.children, next: 0 });
    }
  }
}
