import type { Data, Element } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import { childrenOf, elementsOf, firstOf, markupOf, textOf as rawTextOf } from '../markup.ts';
import type { Access, Format } from '../node.ts';
import { PROPERTIES } from '../uri.ts';
import {
  type DdfDocument,
  DdfError,
  type DdfNode,
  FORMATS,
  MOST,
  type NodeRules,
  OCCURRENCES,
  type Occurrence,
} from './document.ts';

/**
 * Reads a device description in XML or WBXML (code page 2). Elements that no DDF has are passed over, values of
 * runtime properties too: only which ones are kept. spec/omadm.md §7.6. @throws SyncmlError, DdfError
 */
export function parseDdf(data: Data): DdfDocument {
  const [root, ...more] = markupOf(data).elements;
  if (root?.name !== 'MgmtTree' || more.length > 0) throw new DdfError('', 'is not the root');
  const count = { left: LIMITS.ddfNodesMax };
  return {
    ...optional('man', textOf(firstOf(root, 'Man'))),
    ...optional('mod', textOf(firstOf(root, 'Mod'))),
    nodes: childrenOf(root, 'Node').map((node) => readNode(node, [], count)),
  };
}

/** Recursion is bounded: the codec takes no deeper documents. */
function readNode(node: Element, above: readonly string[], count: { left: number }): DdfNode {
  const name = textOf(firstOf(node, 'NodeName'))?.trim() ?? '';
  const path = textOf(firstOf(node, 'Path'))?.trim();
  const names = [...above, name];
  const where = names.join('/');
  count.left -= 1;
  if (count.left < 0) throw new DdfError(where, `more than ${LIMITS.ddfNodesMax} nodes`);
  if (path !== undefined && above.length > 0) throw new DdfError(where, 'a Path inside another Node');
  const properties = firstOf(node, 'RTProperties');
  const rules = firstOf(node, 'DFProperties');
  const children = childrenOf(node, 'Node').map((child) => readNode(child, names, count));
  const value = textOf(firstOf(node, 'Value'));
  if (value !== undefined && children.length > 0) throw new DdfError(where, 'a Value and Nodes');
  const kept = PROPERTIES.filter((property) => firstOf(properties, property) !== undefined);
  return {
    name,
    ...optional('path', path),
    ...(properties === undefined ? {} : { keeps: kept }),
    ...(rules === undefined ? {} : { rules: readRules(rules, where) }),
    ...optional('value', value),
    children,
  };
}

function readRules(rules: Element, where: string): NodeRules {
  const format = formatOf(rules, where);
  const scope = elementsOf(firstOf(rules, 'Scope')).map(({ name }) => name);
  const caseSense = elementsOf(firstOf(rules, 'CaseSense')).map(({ name }) => name);
  const sense = (['CS', 'CIS'] as const).find((one) => caseSense.includes(one));
  return {
    access: accessOf(rules, where),
    format,
    occurrence: occurrenceOf(rules, where),
    scope: scope.includes('Permanent') ? 'Permanent' : 'Dynamic',
    type: typeOf(rules, format),
    ...optional('title', textOf(firstOf(rules, 'DFTitle'))),
    ...optional('description', textOf(firstOf(rules, 'Description'))),
    ...optional('defaultValue', textOf(firstOf(rules, 'DefaultValue'))),
    ...optional('caseSense', sense),
  };
}

const ACCESS: readonly Access[] = ['Add', 'Copy', 'Delete', 'Exec', 'Get', 'Replace'];

function accessOf(rules: Element, where: string): readonly Access[] {
  const access = firstOf(rules, 'AccessType');
  if (access === undefined) throw new DdfError(where, 'no AccessType');
  const names = elementsOf(access).map(({ name }) => name);
  return ACCESS.filter((command) => names.includes(command));
}

function formatOf(rules: Element, where: string): Format {
  const named = elementsOf(firstOf(rules, 'DFFormat')).map(({ name }) => name);
  const format = FORMATS.find((one) => one === named[0]);
  if (format === undefined || named.length > 1) throw new DdfError(where, 'no one DFFormat');
  return format;
}

function occurrenceOf(rules: Element, where: string): Occurrence {
  const [one] = elementsOf(firstOf(rules, 'Occurrence'));
  if (one === undefined) return { optional: false, most: 1 };
  const plain = Object.hasOwn(OCCURRENCES, one.name) ? OCCURRENCES[one.name] : undefined;
  if (plain !== undefined) return plain;
  const text = textOf(one)?.trim() ?? '';
  const most = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (!['ZeroOrN', 'OneOrN'].includes(one.name) || most < MOST.from || most > MOST.to) {
    throw new DdfError(where, `no Occurrence: ${one.name} ${text.slice(0, 20)}`);
  }
  return { optional: one.name === 'ZeroOrN', most };
}

function typeOf(rules: Element, format: Format): NodeRules['type'] {
  const type = firstOf(rules, 'DFType');
  const mime = (type === undefined ? [] : childrenOf(type, 'MIME')).map((one) => textOf(one)?.trim() ?? '');
  if (mime.length > 0) return { mime };
  const ddfName = textOf(firstOf(type, 'DDFName'))?.trim();
  return ddfName === undefined && format !== 'node' ? { mime: ['text/plain'] } : { ddfName: ddfName ?? '' };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

/** WBXML can carry characters that XML cannot. */
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function textOf(element: Element | undefined): string | undefined {
  return rawTextOf(element)?.replaceAll(NOT_IN_XML, '\ufffd');
}
