import {
  ACL_COMMANDS,
  type Access,
  type AclCommand,
  aclFor,
  formatAcl,
  parseAcl,
  putNode,
  type Tree,
  type TreeNode,
} from '@scomo/tree';
import { MO_URN } from '../object.ts';
import { fixedLeaf, fixedNode, settingLeaf } from './layout.ts';
import { LIST_NAMES } from './lists.ts';

const OPEN: readonly Access[] = ['Add', 'Get'];

/** What each of several servers may do: add its own, and see what belongs to none. */
const SHARED: readonly AclCommand[] = ['Add', 'Get'];

/** What may differ from object to object. */
export interface ScomoTreeOptions {
  /** Version 1.1 has the interval of the check for updates, and lists of components. spec/scomo.md §3.3 */
  readonly version?: keyof typeof MO_URN;
  /** What packages may be fetched from beside the server. */
  readonly downloadHosts?: readonly string[];
}

/** What version 1.1 has beside the rest. spec/scomo.md §3.3 */
function laterNodes(): Readonly<Record<string, TreeNode>> {
  const lists = LIST_NAMES.map((name) => [name, fixedNode({}, OPEN)] as const);
  return { Config: fixedNode({ CheckUpdateFreq: settingLeaf('0', 'int') }), ...Object.fromEntries(lists) };
}

/** Puts the empty object into a tree, in the hands of these servers only; of several, each controls what it has added. Packages are delivered by download, or straight into Delivered. spec/scomo.md §3.2 */
export function scomoTree(
  root: string,
  serverIds: readonly string[],
  { version = '1.0', downloadHosts = [] }: ScomoTreeOptions = {},
): (tree: Tree) => Tree {
  const object = fixedNode(
    {
      Download: fixedNode({}, OPEN),
      Inventory: fixedNode({ Delivered: fixedNode({}, OPEN), Deployed: fixedNode({}) }),
      ...(version === '1.1' ? laterNodes() : {}),
      Ext: fixedNode({
        Scomo: fixedNode({
          Sets: fixedNode({}, OPEN),
          Offers: fixedNode({}, OPEN),
          DownloadHosts: fixedLeaf(downloadHosts.join(' ')),
        }),
      }),
    },
    undefined,
    MO_URN[version],
  );
  const rights = serverIds.length > 1 ? SHARED : ACL_COMMANDS;
  const all = serverIds.map((id) => aclFor(id, rights)).join('&');
  const acl = formatAcl(parseAcl(all) ?? new Map());
  return (tree) => putNode(tree, root, { ...object, acl });
}
