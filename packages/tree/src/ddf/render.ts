import type { Element, Markup } from '@scomo/syncml';
import { element, textElement } from '../markup.ts';
import type { DdfDocument, DdfNode, NodeRules, Occurrence } from './document.ts';

/** The document as markup, to be encoded as XML or WBXML; children in the order of the DTD. spec/omadm.md §7.6 */
export function renderDdf({ man, mod, nodes }: DdfDocument): Markup {
  const head = [textElement('VerDTD', '1.2'), ...text('Man', man), ...text('Mod', mod)];
  return { elements: [element('MgmtTree', [...head, ...nodes.map(nodeElement)])] };
}

function nodeElement({ name, path, keeps, rules, value, children }: DdfNode): Element {
  return element('Node', [
    textElement('NodeName', name),
    ...text('Path', path),
    ...(keeps === undefined
      ? []
      : [
          element(
            'RTProperties',
            keeps.map((property) => element(property)),
          ),
        ]),
    ...(rules === undefined ? [] : [rulesElement(rules)]),
    ...children.map(nodeElement),
    ...text('Value', value),
  ]);
}

function rulesElement(rules: NodeRules): Element {
  const { access, format, occurrence, scope, title, description, defaultValue, caseSense } = rules;
  return element('DFProperties', [
    element(
      'AccessType',
      access.map((command) => element(command)),
    ),
    ...text('DefaultValue', defaultValue),
    ...text('Description', description),
    element('DFFormat', [element(format)]),
    element('Occurrence', [occurrenceElement(occurrence)]),
    element('Scope', [element(scope)]),
    ...text('DFTitle', title),
    element('DFType', typeElements(rules.type)),
    ...(caseSense === undefined ? [] : [element('CaseSense', [element(caseSense)])]),
  ]);
}

function typeElements(type: NodeRules['type']): readonly Element[] {
  return 'ddfName' in type
    ? [textElement('DDFName', type.ddfName)]
    : type.mime.map((mime) => textElement('MIME', mime));
}

function occurrenceElement({ optional, most }: Occurrence): Element {
  if (most === 'any') return element(optional ? 'ZeroOrMore' : 'OneOrMore');
  if (most === 1) return element(optional ? 'ZeroOrOne' : 'One');
  return textElement(optional ? 'ZeroOrN' : 'OneOrN', String(most));
}

function text(name: string, value: string | undefined): readonly Element[] {
  return value === undefined ? [] : [textElement(name, value)];
}
