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
import type { Context } from '../context.ts';
import { deployedComponents } from '../installers/deployed.ts';
import { runningStatus } from '../jobs/order-status.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import { openOrders } from '../journal/orders.ts';
import { allPackages, componentStatuses, deliveredKey } from '../journal/packages.ts';
import type { Inventory } from '../privileged/port.ts';
import { ACCOUNT_NODE, withoutSecrets } from './credential-changes.ts';

/** Where the SCOMO object stands on our device. */
export const MO_ROOT = './SCOMO';

const LANGUAGE = './DevInfo/Lang';

/** Goes up when a fresh tree has other nodes or rights than before: a kept one is not used then. */
const SHAPE = 3;

/** The tree as it is kept, and the settings it was made from. */
interface KeptTree {
  readonly of: string;
  readonly tree: NodeJson;
}

/** The tree as servers left it; a fresh one when there is none of this account. */
export function loadTree(context: Pick<Context, 'config' | 'journal'>): Tree {
  const kept = readFact<KeptTree>(context.journal, 'tree');
  const node = kept?.of === accountDigest(context) ? fromJson(kept.tree) : undefined;
  const tree = node?.format === 'node' ? node : freshTree(context);
  const { language } = context.config;
  return leafText(tree, LANGUAGE) === language ? tree : setValue(tree, LANGUAGE, language);
}

export function saveTree(context: Context, tree: Tree): void {
  const kept = { of: accountDigest(context), tree: toJson(withoutSecrets(tree)) } satisfies KeptTree;
  writeFact(context.journal, 'tree', kept);
}

function accountDigest({ config }: Pick<Context, 'config'>): string {
  const { serverUrl, serverId, deviceId, deviceType, clientName, scheme, acl } = config;
  return textDigest(
    JSON.stringify([VERSION, SHAPE, serverUrl, serverId, deviceId, deviceType, clientName, scheme, acl]),
  );
}

/** The tree with the inventory as it was found and the Status of everything that runs. `acls`: of new nodes, by PkgID. */
export function presentTree(
  { journal }: Pick<Context, 'journal'>,
  tree: Tree,
  found: Inventory,
  acls?: ReadonlyMap<string, string>,
): Tree {
  const statuses = componentStatuses(journal);
  const delivered = allPackages(journal).map(({ pkgId, manifest }) => ({
    pkgId,
    name: manifest.characteristics.title,
    status: statuses.get(deliveredKey(pkgId)) ?? DeliveredStatus.idle,
    state: DeliveredState.delivered,
  }));
  const deployed = projectDeployed(tree, MO_ROOT, deployedComponents(found, journal), acls);
  return openOrders(journal).reduce(
    (state, { order, phase }) => setStatus(state, order, runningStatus(order, phase)),
    projectDelivered(deployed, MO_ROOT, delivered, acls),
  );
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

function freshTree({ config }: Pick<Context, 'config'>): Tree {
  const base = openAccounts(
    standardTree({
      devId: config.deviceId,
      man: 'Scomo',
      mod: config.deviceType,
      dmV: VERSION,
      lang: 'en',
      devTyp: config.deviceType,
      oem: 'Scomo',
      fwV: release(),
      swV: VERSION,
      hwV: hostname(),
      lrgObj: true,
    }),
  );
  const type = { none: 'TRANSPORT', mtls: 'TRANSPORT', basic: 'BASIC', md5: 'DIGEST', hmac: 'HMAC' } as const;
  const auth = (level: 'CLCRED' | 'SRVCRED', name: string, secret: string) =>
    ({ level, type: type[config.scheme], name, secret, data: new Uint8Array() }) as const;
  const withAccount = putAccount(base, {
    node: ACCOUNT_NODE,
    serverId: config.serverId,
    name: config.serverId,
    addr: config.serverUrl,
    authPref: type[config.scheme],
    // Secrets stay in the configuration: the stored tree holds none.
    auth: [auth('CLCRED', config.clientName, ''), auth('SRVCRED', config.serverId, '')],
  });
  const whole = scomoTree(MO_ROOT, [config.serverId])(withAccount);
  return Object.entries(config.acl).reduce((tree, [uri, acl]) => {
    const node = getNode(tree, uri);
    return node === undefined ? tree : putNode(tree, uri, { ...node, acl });
  }, whole);
}
