import { aclFor } from '../acl.ts';
import { leaf } from '../build.ts';
import { putNode } from '../edit.ts';
import type { Leaf, Tree, TreeNode } from '../node.ts';
import { fixedLeaf, fixedNode, STANDARD_URN } from './standard-tree.ts';

/** One side's credentials of a DM account. spec/omadm.md §7.1 */
export interface AppAuth {
  /** Who proves itself: CLCRED the device, SRVCRED the server. */
  readonly level: 'CLCRED' | 'SRVCRED';
  readonly type: 'BASIC' | 'DIGEST' | 'HMAC' | 'TRANSPORT';
  readonly name: string;
  readonly secret: string;
  /** Nonce. */
  readonly data: Uint8Array;
}

/** A DM account as it stands in `./DMAcc/<node>`. spec/omadm.md §7.1 */
export interface AccountFacts {
  readonly node: string;
  readonly serverId: string;
  readonly name: string;
  /** URL of the server. */
  readonly addr: string;
  /** `''`: as negotiated last time. */
  readonly authPref: string;
  readonly auth: readonly AppAuth[];
}

/**
 * A tree with that account, new or in the place of the old one. Its server, and no other, may read it and replace the
 * secrets and nonces, which nobody can read. spec/omadm.md §3.6, §5.6. @throws Error without `./DMAcc`.
 */
export function putAccount(tree: Tree, account: AccountFacts): Tree {
  const auth = account.auth.map((one) => [one.level, authNode(one)] as const);
  const node = fixedNode(
    {
      AppID: fixedLeaf('w7'),
      ServerID: fixedLeaf(account.serverId),
      Name: fixedLeaf(account.name),
      AppAddr: fixedNode({ '1': fixedNode({ Addr: fixedLeaf(account.addr), AddrType: fixedLeaf('URI') }) }),
      AAuthPref: fixedLeaf(account.authPref),
      AppAuth: fixedNode(Object.fromEntries(auth)),
    },
    STANDARD_URN.DMAcc,
  );
  const acl = aclFor(account.serverId, ['Delete', 'Get', 'Replace']);
  return putNode(tree, ['DMAcc', account.node], { ...node, acl });
}

function authNode(auth: AppAuth): TreeNode {
  return fixedNode({
    AAuthLevel: fixedLeaf(auth.level),
    AAuthType: fixedLeaf(auth.type),
    AAuthName: fixedLeaf(auth.name),
    AAuthSecret: unreadable(auth.secret),
    AAuthData: unreadable(auth.data),
  });
}

function unreadable(value: string | Uint8Array): Leaf {
  return leaf(value, { permanent: true, access: ['Replace'] });
}
