import { DDF_NAMESPACE, type Element } from '@scomo/syncml';

/** Element of a TNDS document; an empty text is no child. spec/omadm.md §7.5 */
export function element(name: string, ...children: readonly (Element | string)[]): Element {
  return { name, ns: DDF_NAMESPACE, children: children.filter((child) => child !== '') };
}

/** Node with a value; Format `chr` unless told otherwise. */
export function leafNode(name: string, value: string, format = 'chr'): Element {
  const type = element('Type', element('MIME', 'text/plain'));
  const properties = element('RTProperties', element('Format', element(format)), type);
  return element('Node', element('NodeName', name), properties, element('Value', value));
}

/** Node with children and, at the top of an object, its name and ACL. */
export function interiorNode(
  name: string,
  children: readonly Element[],
  own: { readonly ddfName?: string; readonly acl?: string } = {},
): Element {
  const properties = element(
    'RTProperties',
    ...(own.acl === undefined ? [] : [element('ACL', own.acl)]),
    element('Format', element('node')),
    element('Type', element('DDFName', own.ddfName ?? '')),
  );
  return element('Node', element('NodeName', name), properties, ...children);
}

/** Child elements of a name. */
export function childrenOf(parent: Element | undefined, name: string): readonly Element[] {
  return (parent?.children ?? []).filter(
    (child): child is Element => typeof child !== 'string' && child.name === name,
  );
}

/** Text directly inside the first child of a name, without blanks around; undefined when there is no such child. */
export function textOf(parent: Element | undefined, name: string): string | undefined {
  const [found] = childrenOf(parent, name);
  return found?.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
}

/** Node of a name directly below another. */
export function nodeBelow(parent: Element | undefined, name: string): Element | undefined {
  return childrenOf(parent, 'Node').find((node) => textOf(node, 'NodeName') === name);
}

/** Value of a leaf directly below a node. */
export function valueBelow(parent: Element | undefined, name: string): string | undefined {
  return textOf(nodeBelow(parent, name), 'Value');
}
