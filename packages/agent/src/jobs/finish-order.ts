import {
  completionAlert,
  DeliveredStatus,
  deployedUri,
  downloadAcls,
  finishDownload,
  type ItemResult,
  resultName,
  setStatus,
} from '@scomo/scomo';
import type { Tree } from '@scomo/tree';
import type { Failure } from '../base/failure.ts';
import type { Context } from '../context.ts';
import { record } from '../journal/history.ts';
import { type StoredOrder, setPhase } from '../journal/orders.ts';
import { deliveredKey, setComponentStatus, statusKey } from '../journal/packages.ts';
import { spool } from '../journal/spool.ts';
import type { Inventory } from '../privileged/port.ts';
import { findChild, leafText, loadTree, MO_ROOT, presentTree, saveTree } from '../session/device-tree.ts';
import { failedStatus } from './order-status.ts';
import { rebootAfter } from './reboot.ts';

/** A component or package that the report speaks of, and where it now is. */
export interface ResultItem extends Omit<ItemResult, 'target'> {
  readonly pkgId: string;
}

/** Ends an order well: what changed, the tree, the report and the outcome become durable together. security.md P3 */
export async function succeed(
  context: Context,
  stored: StoredOrder,
  items: readonly ResultItem[],
  keep: () => void,
): Promise<void> {
  const words = rebootAfter(context, stored.order);
  const told = items.map((item) =>
    words === '' ? item : { ...item, detail: withWords(item.detail, words) },
  );
  await finish(context, stored, told, (tree, found) => {
    keep();
    if (stored.order.delivered !== undefined)
      setComponentStatus(context.journal, deliveredKey(stored.order.delivered.pkgId), DeliveredStatus.idle);
    // What came of a download has its name: it goes after that.
    const shown = presentTree(context, tree, found, downloadAcls(tree, MO_ROOT));
    return stored.order.download === undefined ? shown : finishDownload(shown, stored.order);
  });
}

function withWords(detail = '', words: string): string {
  return detail === '' ? words : `${detail}; ${words}`;
}

/** Ends an order badly: Status says where, the report says why. */
export async function fail(
  context: Context,
  stored: StoredOrder,
  items: readonly ResultItem[],
  keep: () => void = () => undefined,
): Promise<void> {
  const { order, phase } = stored;
  const status = failedStatus(order, phase);
  await finish(context, stored, items, (tree, found) => {
    keep();
    if (order.component !== undefined) {
      const pkgId = leafText(tree, `${order.node}/PkgIDRef`);
      setComponentStatus(context.journal, statusKey({ id: order.component.id, pkgId }), status);
    }
    if (order.delivered !== undefined)
      setComponentStatus(context.journal, deliveredKey(order.delivered.pkgId), status);
    return setStatus(presentTree(context, tree, found), order, status);
  });
}

/** The report of an order that failed as a whole. */
export function failedItem(stored: StoredOrder, failure: Failure): ResultItem {
  const { component, delivered, download, node } = stored.order;
  const ordered = download?.pkgId ?? delivered?.pkgId;
  const member = stored.order.set?.members.find(({ pkgId }) => pkgId === ordered);
  const identifier =
    failure.component ?? component?.id ?? member?.component ?? download?.pkgId ?? delivered?.pkgId ?? node;
  return { code: failure.code, identifier, detail: failure.message, pkgId: download?.pkgId ?? '' };
}

async function finish(
  context: Context,
  stored: StoredOrder,
  items: readonly ResultItem[],
  change: (tree: Tree, found: Inventory) => Tree,
): Promise<void> {
  const { journal } = context;
  const { order, id } = stored;
  await context.exclusive(async () => {
    const found = await context.installer.inventory(false);
    const now = context.now();
    journal.transaction(() => {
      // Closed first: what runs no longer shows as running.
      setPhase(journal, id, { name: 'done', items: [] }, now);
      const tree = change(loadTree(context), found);
      const results = items.map((item) => withTarget(tree, item, order.operation === 'Remove'));
      saveTree(context, tree);
      journal.run(
        'UPDATE orders SET phase = ? WHERE id = ?',
        JSON.stringify({ name: 'done', items: results }),
        id,
      );
      spool(journal, order.serverId, completionAlert(order, results), now);
      record(journal, { at: now, kind: 'result', detail: resultLine(stored, results) });
    });
  });
  context.say(resultLine(stored, items));
  context.reportReady(order.serverId);
}

function withTarget(tree: Tree, { pkgId, ...item }: ResultItem, gone: boolean): ItemResult {
  if (gone || item.code >= 1300) return item;
  const deployed = deployedUri(tree, MO_ROOT, item.identifier, pkgId);
  const target =
    deployed ?? findChild(tree, `${MO_ROOT}/Inventory/Delivered`, (text) => text('PkgID') === pkgId);
  return target === undefined ? item : { ...item, target };
}

function resultLine({ order }: StoredOrder, items: readonly ItemResult[]): string {
  const each = items.map(({ identifier, code, detail }) => {
    const why = detail ? `: ${detail.split('\n')[0]}` : '';
    return `${identifier} ${code} ${resultName(code)}${why}`;
  });
  return `${order.operation} ${order.node}: ${each.join('; ')}`;
}
