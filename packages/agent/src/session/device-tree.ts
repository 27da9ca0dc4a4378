import { hostname, release } from 'node:os';
import {
  DeliveredState,
  DeliveredStatus,
  projectDelivered,
  projectDeployed,
  scomoTree,
  setStatus,
} from '@scomo/scomo';
import {
  ACL_COMMANDS,
  aclFor,
  fromJson,
  getNode,
  type NodeJson,
  openAccounts,
  putAccount,
  putNode,
  setValue,
  standardTree,
  type Tree,
  type TreeNode,
  toJson,
} from '@scomo/tree';
import { textDigest } from '../base/node-crypto.ts';
import { VERSION } from '../base/version.ts';
import type { AgentConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { deployedComponents } from '../installers/deployed.ts';
import { runningStatus } from '../jobs/order-status.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages, componentStatuses, deliveredKey } from '../journal/packages.ts';
import type { Inventory } from '../privileged/port.ts';
import { accountNode, withoutSecrets } from './credential-changes.ts';

/** Where the SCOMO object stands on our device. */
export const MO_ROOT = './SCOMO';

const LANGUAGE = './DevInfo/Lang';

/** Goes up when a fresh tree has other nodes or rights than before: a kept one is not used then. */
const SHAPE = 4;

/** The tree as it is kept, and the settings it was made from. */
interface KeptTree {
  readonly of: string;
  readonly tree: NodeJson;
}

/** The one tree of the device as its servers left it; a fresh one when there is none of just these accounts. */
export function loadTree(context: Pick<Context, 'accounts' | 'journal'>): Tree {
  const kept = readFact<KeptTree>(context.journal, 'tree');
  const node = kept?.of === accountsDigest(context) ? fromJson(kept.tree) : undefined;
  const tree = node?.format === 'node' ? node : freshTree(context);
  const language = context.accounts[0]?.language ?? 'en';
  return leafText(tree, LANGUAGE) === language ? tree : setValue(tree, LANGUAGE, language);
}

export function saveTree(context: Context, tree: Tree): void {
  const bare = withoutSecrets(tree, [...context.accounts.keys()].map(accountNode));
  writeFact(context.journal, 'tree', { of: accountsDigest(context), tree: toJson(bare) } satisfies KeptTree);
}

function accountsDigest({ accounts }: Pick<Context, 'accounts'>): string {
  const facts = accounts.map((account) => {
    const { serverUrl, serverId, deviceId, deviceType, clientName, scheme, acl, downloadHosts, moVersion } =
      account;
    return [serverUrl, serverId, deviceId, deviceType, clientName, scheme, acl, downloadHosts, moVersion];
  });
  return textDigest(JSON.stringify([VERSION, SHAPE, facts]));
}

/** The tree with the inventory as it was found and the Status of everything that runs. `moved`: ACL of new nodes, by PkgID. */
export function presentTree(
  { journal, accounts }: Pick<Context, 'journal' | 'accounts'>,
  tree: Tree,
  found: Inventory,
  moved?: ReadonlyMap<string, string>,
): Tree {
  const statuses = componentStatuses(journal);
  const acls = new Map([
    ...ownerAcls(accounts, [...found.packages, ...allPackages(journal)]),
    ...(moved ?? []),
  ]);
  const held = new Set([...found.active, ...found.packages].map(({ pkgId }) => pkgId));
  const delivered = allPackages(journal).map(({ pkgId, manifest, installed, installParams }) => ({
    pkgId,
    name: manifest.characteristics.title,
    status: statuses.get(deliveredKey(pkgId)) ?? DeliveredStatus.idle,
    state: installed && held.has(pkgId) ? DeliveredState.installed : DeliveredState.delivered,
    ...(installParams !== undefined && { installParams }),
  }));
  const deployed = projectDeployed(tree, MO_ROOT, deployedComponents(found, journal), acls);
  return openOrders(journal).reduce(
    (state, { order, phase }) => setStatus(state, order, runningStatus(order, phase)),
    projectDelivered(deployed, MO_ROOT, delivered, acls),
  );
}

/** With several servers, what came by one is in its hands alone (Z6). What has no server here is as its branch is. */
function ownerAcls(
  accounts: readonly AgentConfig[],
  packages: readonly { readonly pkgId: string; readonly serverId: string }[],
): ReadonlyMap<string, string> {
  if (accounts.length === 1) return new Map();
  const servers = new Set(accounts.map(({ serverId }) => serverId));
  const owned = packages.filter(({ serverId }) => servers.has(serverId));
  return new Map(owned.map(({ pkgId, serverId }) => [pkgId, aclFor(serverId, ACL_COMMANDS)]));
}

/** Value of a leaf, `''` when there is none. */
export function leafText(tree: Tree, uri: string): string {
  const node = getNode(tree, uri);
  return node && node.format !== 'node' ? String(node.value) : '';
}

/** URI of the child of a branch for which `match` holds. */
export function findChild(
  tree: Tree,
  branch: string,
  match: (text: (leaf: string) => string) => boolean,
): string | undefined {
  const parent: TreeNode | undefined = getNode(tree, branch);
  if (parent?.format !== 'node') return undefined;
  const name = [...parent.children.keys()].find((child) =>
    match((leaf) => leafText(tree, `${branch}/${child}/${leaf}`)),
  );
  return name === undefined ? undefined : `${branch}/${name}`;
}

function freshTree({ accounts }: Pick<Context, 'accounts'>): Tree {
  const [first] = accounts;
  if (first === undefined) throw new Error('a device without accounts');
  const base = openAccounts(
    standardTree({
      devId: first.deviceId,
      man: 'Scomo',
      mod: first.deviceType,
      dmV: VERSION,
      lang: 'en',
      devTyp: first.deviceType,
      oem: 'Scomo',
      fwV: release(),
      swV: VERSION,
      hwV: hostname(),
      lrgObj: true,
    }),
  );
  const withAccounts = accounts.reduce(
    (tree, account, i) => withAccount(tree, account, accountNode(i)),
    base,
  );
  const serverIds = accounts.map(({ serverId }) => serverId);
  // Every server sees them: what one of them may not send us to is not among them.
  const downloadHosts = first.downloadHosts.filter((host) =>
    accounts.every((account) => account.downloadHosts.includes(host)),
  );
  const whole = scomoTree(MO_ROOT, serverIds, { downloadHosts, version: first.moVersion })(withAccounts);
  return Object.entries(first.acl).reduce((tree, [uri, acl]) => {
    const node = getNode(tree, uri);
    return node === undefined ? tree : putNode(tree, uri, { ...node, acl });
  }, whole);
}

function withAccount(
  tree: Tree,
  { serverId, serverUrl, clientName, scheme }: AgentConfig,
  node: string,
): Tree {
  const type = (
    { none: 'TRANSPORT', mtls: 'TRANSPORT', basic: 'BASIC', md5: 'DIGEST', hmac: 'HMAC' } as const
  )[scheme];
  // Secrets stay in the configuration: the stored tree holds none.
  const auth = (level: 'CLCRED' | 'SRVCRED', name: string) =>
    ({ level, type, name, secret: '', data: new Uint8Array() }) as const;
  return putAccount(tree, {
    node,
    serverId,
    name: serverId,
    addr: serverUrl,
    authPref: type,
    auth: [auth('CLCRED', clientName), auth('SRVCRED', serverId)],
  });
}
