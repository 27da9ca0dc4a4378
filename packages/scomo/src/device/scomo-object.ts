import {
  ACL_COMMANDS,
  aclFor,
  type DeviceObject,
  type Format,
  getNode,
  parseAcl,
  putNode,
  type Tree,
  type ValueSink,
} from '@scomo/tree';
import { REQUEST_LIMITS } from '../limits.ts';
import { MO_URN, OFFERS_PATH } from '../object.ts';
import { DeliveredState, DeliveredStatus, DownloadStatus, SetStatus } from '../states.ts';
import { acceptOrder, textAt } from './accept-order.ts';
import {
  DELIVERED_LEAVES,
  DOWNLOAD_LEAVES,
  dataLeaf,
  LEAVES_1_1,
  operationsNode,
  SET_LEAVES,
  stateLeaf,
} from './layout.ts';
import { mayList } from './lists.ts';
import type { ScomoOrder } from './order.ts';
import { type Place, placeOf } from './place.ts';

/** What the program knows that does not stand in the tree. */
export interface ScomoFacts {
  /** Canonical URI of the object's root. */
  readonly root: string;
  /** Correlators already in the journal: an Exec that repeats one is answered 202 and has no effect. */
  readonly known: ReadonlySet<string>;
  /** Canonical URIs of the `<x>`, `<y>` and `<s>` that a job is at work on. */
  readonly busy: ReadonlySet<string>;
  /** Takes the package of this PkgID for the `Delivered/<x>` that stands at `node`; absent: none is taken inside a session. */
  delivery?(pkgId: string, node: string): ValueSink;
}

/** The SCOMO object as servers command it; every accepted Exec comes out as one effect. spec/scomo.md §2, §3 */
export function scomoObject(facts: ScomoFacts): DeviceObject<ScomoOrder> {
  const { root, known, busy } = facts;
  return {
    root,
    added: (tree, uri) => addMandatory(tree, root, uri),
    guard: (tree, uri, command, format) => {
      if (command === 'Add') return mayStand(tree, root, uri, format);
      return busy.has(uri) || isDelivered(tree, root, uri) ? 405 : undefined;
    },
    sink: (tree, uri) => {
      const place = placeOf(root, uri);
      if (place?.branch !== 'Delivered' || place.below.join('/') !== 'Data') return undefined;
      const node = nodeUri(uri, place);
      const pkgId = textAt(tree, `${node}/PkgID`);
      return pkgId === '' ? 412 : (facts.delivery?.(pkgId, node) ?? 406);
    },
    exec: (tree, call) => {
      if (call.correlator !== undefined && known.has(call.correlator)) {
        return { tree, status: 202, effects: [] };
      }
      const place = placeOf(root, call.uri);
      const order = place ? acceptOrder(tree, root, place, call) : 405;
      if (typeof order === 'number') return { tree, status: order, effects: [] };
      if (busy.has(order.node)) return { tree, status: 500, effects: [] };
      return { tree, status: 202, effects: [order] };
    },
  };
}

/** Status and Operations of a new `<x>` or `<s>` (T14); of a package that has come, State as well (D05). */
function addMandatory(tree: Tree, root: string, uri: string): Tree {
  const place = placeOf(root, uri);
  if (place?.branch === 'Delivered' && place.below.join('/') === 'Data') {
    const state = putNode(tree, `${nodeUri(uri, place)}/State`, stateLeaf(DeliveredState.delivered));
    return putNode(state, uri, dataLeaf());
  }
  if (!place || place.below.length > 0 || getNode(tree, uri)?.format !== 'node') return tree;
  if (place.branch === 'Deployed') return tree;
  const mine = owned(tree, uri);
  if (place.branch === 'Offers') return mine;
  const withStatus = putNode(mine, `${uri}/Status`, stateLeaf(IDLE[place.branch]));
  return putNode(withStatus, `${uri}/Operations`, operationsNode(place.branch));
}

/** Rights that a server got for a node by adding it where it may replace nothing (Z5) are all there are: it has to read and execute as well. */
function owned(tree: Tree, uri: string): Tree {
  const node = getNode(tree, uri);
  const [serverId] = parseAcl(node?.acl ?? '')?.get('Add') ?? [];
  if (!node || serverId === undefined || serverId === '*') return tree;
  if (node.acl !== aclFor(serverId, ['Add', 'Delete', 'Replace'])) return tree;
  return putNode(tree, uri, { ...node, acl: aclFor(serverId, ACL_COMMANDS) });
}

const IDLE = {
  Download: DownloadStatus.idle,
  Delivered: DeliveredStatus.idle,
  Sets: SetStatus.idle,
} as const;

/** Branches whose packages are installed. */
const INSTALLING: readonly Place['branch'][] = ['Download', 'Delivered'];

/** Leaves that an object of version 1.1 has beside the others. */
function laterLeaves(tree: Tree, root: string): readonly string[] {
  return getNode(tree, root)?.type === MO_URN['1.1'] ? LEAVES_1_1 : [];
}

/** What servers still write of a package that has come. */
const OPEN_LATER: readonly string[] = ['Ext', 'InstallParams', 'Reboot'];

/** What has been delivered stays as it is until an operation changes it. */
function isDelivered(tree: Tree, root: string, uri: string): boolean {
  const place = placeOf(root, uri);
  if (place?.branch !== 'Delivered' || OPEN_LATER.includes(place.below[0] ?? '')) return false;
  return getNode(tree, `${nodeUri(uri, place)}/Data`) !== undefined;
}

/** The `<x>` above a node of it. */
function nodeUri(uri: string, { below }: Place): string {
  return uri
    .split('/')
    .slice(0, -below.length || undefined)
    .join('/');
}

/** What a server may add: the standard's leaves, and anything below Ext (T18); 405 elsewhere, 415 in another form. */
function mayStand(tree: Tree, root: string, uri: string, format: Format | undefined): number | undefined {
  const place = placeOf(root, uri);
  if (!place) return mayList(tree, root, uri, format);
  const [leaf, ...deeper] = place.below;
  if (place.branch === 'Offers') return mayOffer(tree, root, leaf, format);
  if (leaf === undefined) return format === 'node' ? undefined : 415;
  if (leaf === 'Ext') return deeper.length > 0 || format === 'node' ? undefined : 415;
  if (place.branch === 'Delivered' && leaf === 'Data' && deeper.length === 0)
    return format === 'bin' || format === 'b64' ? undefined : 415;
  const leaves = [
    ...LEAVES[place.branch],
    ...(INSTALLING.includes(place.branch) ? laterLeaves(tree, root) : []),
  ];
  if (deeper.length > 0 || !leaves.includes(leaf)) return 405;
  return format === 'chr' ? undefined : 415;
}

/** An offer is one leaf; 420 when there are as many as are kept. docs/scomo-extension.md */
function mayOffer(tree: Tree, root: string, below: string | undefined, format: Format | undefined) {
  if (below !== undefined) return 405;
  if (format !== 'chr') return 415;
  const branch = getNode(tree, `${root}/${OFFERS_PATH}`);
  const there = branch?.format === 'node' ? branch.children.size : 0;
  return there < REQUEST_LIMITS.offersMax ? undefined : 420;
}

const LEAVES: Readonly<Record<Exclude<Place['branch'], 'Offers'>, readonly string[]>> = {
  Download: DOWNLOAD_LEAVES,
  Delivered: DELIVERED_LEAVES,
  Deployed: [],
  Sets: SET_LEAVES,
};
