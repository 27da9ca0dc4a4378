import type { Context } from '../context.ts';
import { record } from '../journal/history.ts';
import { openOrders, setPhase } from '../journal/orders.ts';
import { markAnswered, unanswered } from '../journal/spool.ts';

/** Ends the orders and drops the reports of servers whose account the owner has taken away: nobody would ever hear of them. */
export function forgetServers({ accounts, journal, now }: Context): void {
  const gone = ({ serverId }: { readonly serverId: string }) =>
    !accounts.some((account) => account.serverId === serverId);
  const orders = openOrders(journal).filter(({ order }) => gone(order));
  const reports = unanswered(journal).filter(gone);
  if (orders.length + reports.length === 0) return;
  const at = now();
  journal.transaction(() => {
    for (const { id } of orders) setPhase(journal, id, { name: 'done', items: [] }, at);
    for (const { id } of reports) markAnswered(journal, id, 415, at);
    const servers = new Set(
      [...orders.map(({ order }) => order), ...reports].map(({ serverId }) => serverId),
    );
    const detail = `${[...servers].join(', ')}: no account any more, ${orders.length} orders and ${reports.length} reports dropped`;
    record(journal, { at, kind: 'recovery', detail });
  });
}
