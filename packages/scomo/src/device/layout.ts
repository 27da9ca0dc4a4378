import { type Access, interior, type Leaf, leaf, type TreeNode } from '@scomo/tree';
import { type Branch, PRIMITIVES } from '../object.ts';

const GET: readonly Access[] = ['Get'];
/** Which primitives there are stands in the child list of Operations; not to read them one by one makes lists a quarter shorter. */
const OPERATION: readonly Access[] = ['Exec'];

/** Leaves of `Download/<x>` that a server writes. spec/scomo.md §3.2 */
export const DOWNLOAD_LEAVES: readonly string[] = [
  'PkgID',
  'PkgURL',
  'Name',
  'InstallParams',
  'Description',
  'EnvType',
  'PkgType',
];

/** Leaves that version 1.1 has beside them. spec/scomo.md §3.3 */
export const LEAVES_1_1: readonly string[] = ['Reboot'];

/** Leaves of `Delivered/<x>` that a server writes, Data not among them. spec/scomo.md §2.3 */
export const DELIVERED_LEAVES: readonly string[] = DOWNLOAD_LEAVES.filter((name) => name !== 'PkgURL');

/** Leaves of a set that a server writes. docs/scomo-extension.md */
export const SET_LEAVES: readonly string[] = ['Members', 'Consent'];

/** A built-in node; servers read it, and add below it if told. */
export function fixedNode(children: Readonly<Record<string, TreeNode>>, access = GET, type = ''): TreeNode {
  return interior(children, { permanent: true, access, type });
}

/** A built-in leaf that only the device writes. */
export function fixedLeaf(value: string, format: Leaf['format'] = 'chr'): Leaf {
  return leaf(value, { format, permanent: true, access: GET });
}

/** A built-in leaf that servers set. */
export function settingLeaf(value: string, format: Leaf['format']): Leaf {
  return leaf(value, { format, permanent: true, access: ['Get', 'Replace'] });
}

/** A Status or State leaf: int, never replaced by a server (T08, T09). */
export function stateLeaf(value: number): Leaf {
  return fixedLeaf(String(value), 'int');
}

/** A package that is on the device: its octets are for the installers, nobody reads them (T10). */
export function dataLeaf(): Leaf {
  return leaf(new Uint8Array(0), { permanent: true, access: [] });
}

/** `Operations` of a branch with every primitive of it. spec/scomo.md §3.2 */
export function operationsNode(branch: Branch | 'Sets'): TreeNode {
  const names = branch === 'Sets' ? ['Activate'] : PRIMITIVES[branch];
  const nodes = names.map((name) => {
    const node = leaf('', { format: 'null', permanent: true, access: OPERATION });
    return [name, node] as const;
  });
  return fixedNode(Object.fromEntries(nodes));
}
