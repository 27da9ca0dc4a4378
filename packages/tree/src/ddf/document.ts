import type { Access, Format } from '../node.ts';
import type { PropertyName } from '../uri.ts';

/** How many nodes of a kind there may be: at most `most`, at least one unless `optional`. DDF Occurrence. spec/omadm.md §7.6 */
export interface Occurrence {
  readonly optional: boolean;
  /** 1, 2..65536 (`…OrN`), or no bound (`…OrMore`). */
  readonly most: number | 'any';
}

/** DFProperties: what a device promises of a node. spec/omadm.md §7.6 */
export interface NodeRules {
  readonly access: readonly Access[];
  readonly format: Format;
  readonly occurrence: Occurrence;
  readonly scope: 'Permanent' | 'Dynamic';
  /** MIME types of a leaf, or the identifier of an interior node (`''`: none). */
  readonly type: { readonly mime: readonly string[] } | { readonly ddfName: string };
  readonly title?: string;
  readonly description?: string;
  readonly defaultValue?: string;
  /** Whether names are told apart by case. */
  readonly caseSense?: 'CS' | 'CIS';
}

export interface DdfNode {
  /** `''`: whatever name a node is given. */
  readonly name: string;
  /** URI above; only of a Node at the top. */
  readonly path?: string;
  /** Runtime properties that are kept; absent: ACL, Format, Name and Type, as every node does. */
  readonly keeps?: readonly PropertyName[];
  readonly rules?: NodeRules;
  readonly value?: string;
  readonly children: readonly DdfNode[];
}

/** A device description: types, not instances. spec/omadm.md §7.6 */
export interface DdfDocument {
  readonly man?: string;
  readonly mod?: string;
  readonly nodes: readonly DdfNode[];
}

/** A document of the right form that says something a DDF cannot say; `where` names the node. */
export class DdfError extends Error {
  readonly where: string;

  constructor(where: string, detail: string) {
    super(`${where === '' ? 'MgmtTree' : where}: ${detail}`);
    this.name = 'DdfError';
    this.where = where;
  }
}

/** Occurrence elements without a number. */
export const OCCURRENCES: Readonly<Record<string, Occurrence>> = {
  One: { optional: false, most: 1 },
  ZeroOrOne: { optional: true, most: 1 },
  ZeroOrMore: { optional: true, most: 'any' },
  OneOrMore: { optional: false, most: 'any' },
};

/** What an Occurrence with a number may say. */
export const MOST = { from: 2, to: 65_536 } as const;

export const FORMATS: readonly Format[] = [
  ...(['b64', 'bin', 'bool', 'chr', 'int', 'node', 'null', 'xml'] as const),
  ...(['date', 'time', 'float'] as const),
];
