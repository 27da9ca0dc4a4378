import { type Data, type Element, type Markup, SyncmlError, type SyncmlErrorCode } from '@scomo/syncml';
import { leafFormat } from '../commands/item-value.ts';
import { LIMITS } from '../limits.ts';
import { childrenOf, firstOf, markupOf, textOf } from '../markup.ts';
import type { Format } from '../node.ts';
import { formatUri, type Path, parsePath } from '../uri.ts';

/** One Node of a TNDS document. spec/omadm.md §7.5 */
export interface TndsNode {
  /** Below the command's target; `[]` is the target itself. */
  readonly path: Path;
  /** Absent when the document leaves it open: a leaf, or a node that is there already. */
  readonly format?: Format;
  readonly type?: string;
  readonly acl?: string;
  readonly title?: string;
  readonly value?: string;
}

const OVER_LIMIT: ReadonlySet<SyncmlErrorCode> = new Set(['too-deep', 'too-large', 'too-many']);

/**
 * Nodes of a TNDS document, as they stand. A number is the status to answer: 400 bad name or Path, 405 leaf with
 * children, 412 no Data, 413 too large, 414 too deep, 415 no such document, 418 a node twice. spec/omadm.md §7.5
 */
export function readTnds(data: Data | undefined): readonly TndsNode[] | number {
  if (data === undefined) return 412;
  const markup = markupOrStatus(data);
  if (typeof markup === 'number') return markup;
  const [root, ...more] = markup.elements;
  if (root?.name !== 'MgmtTree' || more.length > 0) return 415;
  const nodes: TndsNode[] = [];
  for (const element of childrenOf(root, 'Node')) {
    const failed = readNode(element, undefined, nodes);
    if (failed) return failed;
  }
  if (nodes.length === 0) return 415;
  const uris = new Set(nodes.map((node) => formatUri(node.path)));
  return uris.size < nodes.length ? 418 : withInteriors(nodes);
}

function markupOrStatus(data: Data): Markup | 413 | 415 {
  try {
    return markupOf(data);
  } catch (error) {
    if (!(error instanceof SyncmlError)) throw error;
    return OVER_LIMIT.has(error.code) ? 413 : 415;
  }
}

/** Appends the Node and those inside it. Recursion is bounded: every step makes the path longer. */
function readNode(element: Element, parent: Path | undefined, nodes: TndsNode[]): number | undefined {
  if (nodes.length >= LIMITS.tndsNodesMax) return 413;
  const path = parent ? innerPath(element, parent) : topPath(element);
  if (typeof path === 'number') return path;
  if (path.length > LIMITS.segmentsMax) return 414;
  const properties = readProperties(element);
  if (typeof properties === 'number') return properties;
  const inner = childrenOf(element, 'Node');
  const values = childrenOf(element, 'Value').map(textOf);
  const [value] = values;
  if (values.length > 1 || values.includes(undefined)) return 415;
  if (value !== undefined && (inner.length > 0 || properties.format === 'node')) return 415;
  if (inner.length > 0 && (properties.format ?? 'node') !== 'node') return 405;
  const format = inner.length > 0 ? { format: 'node' as const } : {};
  nodes.push({ path, ...properties, ...format, ...(value === undefined ? {} : { value }) });
  for (const child of inner) {
    const failed = readNode(child, path, nodes);
    if (failed) return failed;
  }
  return undefined;
}

/** Path and name of a Node directly below MgmtTree; without a name it is the target. */
function topPath(element: Element): Path | 400 | 414 {
  const above = textOf(firstOf(element, 'Path'))?.trim() ?? '';
  const name = textOf(firstOf(element, 'NodeName'))?.trim() ?? '';
  if (name === '') return above === '' ? [] : 400;
  const base = above === '' ? [] : parsePath(above);
  return typeof base === 'number' ? base : join(base, name);
}

function innerPath(element: Element, parent: Path): Path | 400 | 414 {
  if (firstOf(element, 'Path')) return 400;
  return join(parent, textOf(firstOf(element, 'NodeName'))?.trim() ?? '');
}

/** A NodeName is written like a segment of a LocURI. */
function join(base: Path, name: string): Path | 400 | 414 {
  const own = parsePath(name);
  if (typeof own === 'number') return own;
  return own.length === 1 ? [...base, ...own] : 400;
}

function readProperties(element: Element): Omit<TndsNode, 'path' | 'value'> | 415 {
  const properties = firstOf(element, 'RTProperties');
  const mime = textOf(firstOf(firstOf(properties, 'Type'), 'MIME'))?.trim();
  const ddfName = textOf(firstOf(firstOf(properties, 'Type'), 'DDFName'))?.trim();
  const formats = firstOf(properties, 'Format')?.children.filter((child) => typeof child !== 'string') ?? [];
  const named = formats[0]?.name;
  const format = named === 'node' ? 'node' : named === undefined ? undefined : leafFormat(named);
  if (formats.length > 1 || (named !== undefined && !format)) return 415;
  const acl = textOf(firstOf(properties, 'ACL'))?.trim();
  const title = textOf(firstOf(properties, 'Title'));
  const type = mime ?? ddfName;
  return {
    ...(format ? { format } : ddfName === undefined ? {} : { format: 'node' as const }),
    ...(type ? { type } : {}),
    ...(acl === undefined ? {} : { acl }),
    ...(title === undefined ? {} : { title }),
  };
}

/** A Node left open that a later Path goes through is an interior node. */
function withInteriors(nodes: readonly TndsNode[]): readonly TndsNode[] {
  const above = new Set(nodes.flatMap(({ path }) => path.map((_, depth) => formatUri(path.slice(0, depth)))));
  return nodes.map((node) => {
    const open = node.format === undefined && node.value === undefined;
    return open && above.has(formatUri(node.path)) ? { ...node, format: 'node' as const } : node;
  });
}
