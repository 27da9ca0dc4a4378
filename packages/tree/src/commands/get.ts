import type { Item, Meta } from '@scomo/syncml';
import { ACL_COMMANDS, grants, parseAcl } from '../acl.ts';
import { getNode } from '../edit.ts';
import type { Tree, TreeNode } from '../node.ts';
import { allowed, effectiveAcl } from '../rights.ts';
import { isInbox } from '../standard/inbox.ts';
import { TNDS_META, writeTnds } from '../tnds/write.ts';
import { escapeName, formatUri, type Path, type PropertyName } from '../uri.ts';
import { readProperty } from './read-property.ts';
import type { ExecuteContext, Step, Target } from './step.ts';

/** Get: a value, a list of children, a property, or a whole sub-tree. spec/omadm.md §2.6, §3.5 */
export function get<E>(tree: Tree, target: Target, context: ExecuteContext<E>): Step<E> {
  const { query, path } = target;
  const node = getNode(tree, path);
  if (!node) return { tree, code: isInbox(getNode(tree, path.slice(0, 1))) ? 405 : 404 };
  if (query?.kind !== 'prop' && !node.access.includes('Get')) return { tree, code: 405 };
  if (!allowed(tree, path, 'Get', context.serverId)) return { tree, code: 425 };
  if (query?.kind === 'prop') return property(tree, target, node, query.name);
  if (query?.list === 'TNDS') {
    const data = writeTnds(tree, path, node, context.serverId, query);
    return { tree, code: 200, found: [{ source: { locUri: formatUri(path) }, meta: TNDS_META, data }] };
  }
  const found = query
    ? listed(tree, path, node, context.serverId, query.list === 'StructData')
    : [{ source: { locUri: target.locUri }, ...metaOf(node, false), data: dataOf(node, context.serverId) }];
  return { tree, code: 200, found };
}

function property<E>(tree: Tree, target: Target, node: TreeNode, name: PropertyName): Step<E> {
  const value = readProperty(node, target.path, name);
  if (typeof value === 'number') return { tree, code: value };
  return { tree, code: 200, found: [{ source: { locUri: target.locUri }, data: value }] };
}

/** The node and every readable one below it, parents first. spec/omadm.md §3.5 */
function listed(tree: Tree, start: Path, top: TreeNode, serverId: string, withData: boolean): Item[] {
  const items: Item[] = [];
  const visit = (node: TreeNode, path: Path, inherited: boolean): void => {
    const own = node.acl === '' ? undefined : parseAcl(node.acl);
    const readable = own ? grants(own, 'Get', serverId) : inherited;
    if (readable && node.access.includes('Get')) {
      const data = withData && node.format !== 'node' ? { data: node.value } : {};
      items.push({ source: { locUri: formatUri(path) }, ...metaOf(node, true), ...data });
    }
    if (node.format !== 'node') return;
    for (const [name, child] of node.children) visit(child, [...path, name], readable);
  };
  visit(top, start, grants(effectiveAcl(tree, start), 'Get', serverId));
  return items;
}

/** A child that the server has no right to at all is left out of the list. spec/scomo.md §9 Z8 */
function dataOf(node: TreeNode, serverId: string): string | Uint8Array {
  if (node.format !== 'node') return node.value;
  const names = [...node.children].filter(([, child]) => !isHidden(child, serverId)).map(([name]) => name);
  return names.map(escapeName).join('/');
}

function isHidden({ acl }: TreeNode, serverId: string): boolean {
  const own = acl === '' ? undefined : parseAcl(acl);
  return own !== undefined && !ACL_COMMANDS.some((command) => grants(own, command, serverId));
}

/** Meta where it differs from `chr` and `text/plain`; an interior node's Type only in lists, a child list being plain text. */
function metaOf(node: TreeNode, inList: boolean): { readonly meta?: Meta } {
  const format = node.format === 'chr' ? {} : { format: node.format };
  const typed = node.type !== '' && node.type !== 'text/plain' && (node.format !== 'node' || inList);
  const meta: Meta = { ...format, ...(typed ? { type: node.type } : {}) };
  return Object.keys(meta).length > 0 ? { meta } : {};
}
