import { escapeName, getNode, removeNode, setValue, type Tree } from '@scomo/tree';
import { DeliveredStatus, DeployedStatus, DownloadStatus, SetStatus } from '../states.ts';
import type { ScomoOrder } from './order.ts';
import { PLACES, type Place } from './place.ts';
import { childrenAt } from './project.ts';

/** What a job does. */
export type Phase = 'download' | 'verify' | 'install' | 'activate' | 'deactivate' | 'remove';
/** How it stands with it; with data: the package is still on the device. */
export type Standing = 'progressing' | 'failedWithData' | 'failedNoData' | 'idle';

type Row = Readonly<Record<Exclude<Standing, 'idle'>, number>>;

const row = (progressing: number, failedWithData: number, failedNoData = failedWithData): Row => ({
  progressing,
  failedWithData,
  failedNoData,
});

const D = DownloadStatus;
/** Branches whose nodes have a Status. */
type WithStatus = Exclude<Place['branch'], 'Offers'>;

/** Status by branch and phase. spec/scomo.md §4.1-§4.3 */
const STATUS: Readonly<Record<WithStatus, Partial<Record<Phase, Row>>>> = {
  Download: {
    download: row(D.downloading, D.downloadFailed),
    verify: row(D.downloadComplete, D.installFailedWithData, D.installFailedNoData),
    install: row(D.installing, D.installFailedWithData, D.installFailedNoData),
  },
  Delivered: {
    install: row(
      DeliveredStatus.installing,
      DeliveredStatus.installFailedWithData,
      DeliveredStatus.installFailedNoData,
    ),
    remove: row(DeliveredStatus.removing, DeliveredStatus.removeFailed),
  },
  Deployed: {
    activate: row(DeployedStatus.activating, DeployedStatus.activateFailed),
    deactivate: row(DeployedStatus.deactivating, DeployedStatus.deactivateFailed),
    remove: row(DeployedStatus.removing, DeployedStatus.removeFailed),
  },
  Sets: { activate: row(SetStatus.activating, SetStatus.activateFailed) },
};

/** A plain Download has no install to fail: what is wrong with the package is a failed download. */
const PLAIN_VERIFY = row(D.downloadComplete, D.downloadFailed);
/** The same number in all branches. */
const IDLE = 10;

function branchOf(order: ScomoOrder): WithStatus {
  if (order.operation === 'ActivateSet') return 'Sets';
  if (order.download) return 'Download';
  return order.component ? 'Deployed' : 'Delivered';
}

/** Value of the Status leaf of an order's node. @throws Error for a phase that the order does not have. */
export function statusFor(order: ScomoOrder, phase: Phase, standing: Standing): number {
  const plain = order.operation === 'Download' && phase === 'verify';
  const values = plain ? PLAIN_VERIFY : STATUS[branchOf(order)][phase];
  if (!values) throw new Error(`${order.operation} has no phase ${phase}`);
  return standing === 'idle' ? IDLE : values[standing];
}

/** Writes the Status of an order's node; the same tree when the node is gone. */
export function setStatus(tree: Tree, order: ScomoOrder, value: number): Tree {
  const uri = `${order.node}/Status`;
  return getNode(tree, uri) ? setValue(tree, uri, String(value)) : tree;
}

/** Takes `Download/<x>` away when its package has become something else. spec/scomo.md §3.4 */
export function finishDownload(tree: Tree, order: ScomoOrder): Tree {
  if (!order.download) throw new Error(`${order.operation} is no download`);
  return removeNode(tree, order.node);
}

/** Progressing Status → failed Status, after a restart. A complete download whose job is lost is of no use. spec/scomo.md §4.6 */
const INTERRUPTED: Readonly<Record<WithStatus, Readonly<Record<string, number>>>> = {
  Download: {
    [D.downloading]: D.downloadFailed,
    [D.downloadComplete]: D.downloadFailed,
    [D.installing]: D.installFailedNoData,
  },
  Delivered: {
    [DeliveredStatus.removing]: DeliveredStatus.removeFailed,
    [DeliveredStatus.installing]: DeliveredStatus.installFailedWithData,
  },
  Deployed: {
    [DeployedStatus.removing]: DeployedStatus.removeFailed,
    [DeployedStatus.activating]: DeployedStatus.activateFailed,
    [DeployedStatus.deactivating]: DeployedStatus.deactivateFailed,
  },
  Sets: { [SetStatus.activating]: SetStatus.activateFailed },
};

/** After a restart: no Status says that something runs unless one of these orders goes on (P17). spec/scomo.md §4.6 */
export function recover(tree: Tree, root: string, openOrders: readonly ScomoOrder[]): Tree {
  const going = new Set(openOrders.map((order) => order.node));
  let recovered = tree;
  for (const branch of Object.keys(INTERRUPTED) as WithStatus[]) {
    for (const name of childrenAt(tree, `${root}/${PLACES[branch]}`).keys()) {
      const node = `${root}/${PLACES[branch]}/${escapeName(name)}`;
      const status = getNode(tree, `${node}/Status`);
      const value = status && status.format !== 'node' ? String(status.value) : '';
      const failed = INTERRUPTED[branch][value];
      if (failed !== undefined && !going.has(node)) {
        recovered = setValue(recovered, `${node}/Status`, String(failed));
      }
    }
  }
  return recovered;
}
