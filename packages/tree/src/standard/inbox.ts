import { interior } from '../build.ts';
import { putNode } from '../edit.ts';
import type { Tree, TreeNode } from '../node.ts';

const INBOX_URN = 'urn:oma:mo:oma-dm-inbox:1.0';

/** A tree with `./Inbox`, whose TNDS documents go where the object that takes their DDFName stands. spec/omadm.md §7.4 */
export function putInbox(tree: Tree): Tree {
  return putNode(tree, ['Inbox'], interior({}, { type: INBOX_URN, permanent: true, access: ['Add'] }));
}

/** Whether the node is the Inbox that `putInbox` made: nothing ever stands below it. */
export function isInbox(node: TreeNode | undefined): boolean {
  return node?.type === INBOX_URN && node.permanent;
}
