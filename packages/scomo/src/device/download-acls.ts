import { effectiveAcl, escapeName, formatAcl, type Tree } from '@scomo/tree';
import { BRANCH_PATH } from '../object.ts';
import { childrenAt } from './project.ts';

/** By PkgID, the ACL that what comes of a `Download/<x>` has to take over: the one in force there where it is not that of the inventory (Z6). */
export function downloadAcls(tree: Tree, root: string): ReadonlyMap<string, string> {
  const downloads = `${root}/${BRANCH_PATH.Download}`;
  const usual = formatAcl(effectiveAcl(tree, `${root}/${BRANCH_PATH.Deployed}`));
  const acls = new Map<string, string>();
  for (const [name, node] of childrenAt(tree, downloads)) {
    const id = node.format === 'node' ? node.children.get('PkgID') : undefined;
    const acl = formatAcl(effectiveAcl(tree, `${downloads}/${escapeName(name)}`));
    if (id && id.format !== 'node' && acl !== usual) acls.set(String(id.value), acl);
  }
  return acls;
}
