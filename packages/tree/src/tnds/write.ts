import { base64Encode, type Element, type Markup } from '@scomo/syncml';
import { grants, parseAcl } from '../acl.ts';
import { readProperty } from '../commands/read-property.ts';
import { element, textElement } from '../markup.ts';
import type { Tree, TreeNode } from '../node.ts';
import { effectiveAcl } from '../rights.ts';
import { escapeName, type Path, PROPERTIES, type PropertyName, type UriQuery } from '../uri.ts';

/** Meta of a TNDS document as it stands in Results. spec/omadm.md §3.5 */
export const TNDS_META = { format: 'xml', type: 'application/vnd.syncml.dmtnds+xml' } as const;

type Part = PropertyName | 'Value';
type Selection = Pick<Extract<UriQuery, { kind: 'list' }>, 'include' | 'exclude'>;

/** What a document tells unless asked otherwise; Name and Size follow from the rest. */
const USUAL: readonly Part[] = ['ACL', 'Format', 'Title', 'TStamp', 'Type', 'VerNo', 'Value'];

/** Properties left out when they are empty, unless asked for by name. */
const OFTEN_EMPTY: ReadonlySet<Part> = new Set(['ACL', 'Title', 'TStamp']);

/**
 * The node and all below it that the server may read, as one document. What is readable below a node that is not
 * follows as a Node with Path; the root has an empty NodeName. spec/omadm.md §3.5, §7.5
 */
export function writeTnds(
  tree: Tree,
  start: Path,
  top: TreeNode,
  serverId: string,
  { include, exclude }: Selection,
): Markup {
  const parts = new Set(include ?? USUAL.filter((part) => !exclude?.includes(part)));
  const detached: Element[] = [];
  const visit = (node: TreeNode, path: Path, inherited: boolean, place: Element[], cut: boolean): void => {
    const own = node.acl === '' ? undefined : parseAcl(node.acl);
    const granted = own ? grants(own, 'Get', serverId) : inherited;
    const readable = granted && node.access.includes('Get');
    const inner: Element[] = [];
    if (node.format === 'node') {
      for (const [name, child] of node.children) {
        visit(child, [...path, name], granted, readable ? inner : detached, !readable);
      }
    }
    if (!readable) return;
    const above = cut ? path.slice(Math.max(start.length - 1, 0), -1) : [];
    place.push(nodeElement(node, path, above, inner, parts, include !== undefined));
  };
  const whole: Element[] = [];
  visit(top, start, grants(effectiveAcl(tree, start), 'Get', serverId), whole, false);
  return { elements: [element('MgmtTree', [element('VerDTD', ['1.2']), ...whole, ...detached])] };
}

function nodeElement(
  node: TreeNode,
  path: Path,
  above: Path,
  inner: readonly Element[],
  parts: ReadonlySet<Part>,
  asked: boolean,
): Element {
  const properties = PROPERTIES.filter((name) => parts.has(name)).flatMap((name) => {
    const text = readProperty(node, path, name);
    if (typeof text === 'number' || (text === '' && OFTEN_EMPTY.has(name) && !asked)) return [];
    return [propertyElement(node, name, text)];
  });
  const value =
    parts.has('Value') && node.format !== 'node' ? [textElement('Value', valueText(node.value))] : [];
  return element('Node', [
    textElement('NodeName', escapeName(path.at(-1) ?? '')),
    ...(above.length > 0 ? [textElement('Path', above.map(escapeName).join('/'))] : []),
    ...(properties.length > 0 ? [element('RTProperties', properties)] : []),
    ...inner,
    ...value,
  ]);
}

function propertyElement(node: TreeNode, name: PropertyName, text: string): Element {
  if (name === 'Format') return element('Format', [element(text, [])]);
  if (name !== 'Type') return textElement(name, text);
  return element('Type', [textElement(node.format === 'node' ? 'DDFName' : 'MIME', text)]);
}

/** XML cannot carry octets. spec/omadm.md §3.3 */
function valueText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : base64Encode(value);
}
