import type { ItemResult, ScomoOrder } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import type { Acceptance } from './acceptance.ts';
import type { Journal, Row } from './journal.ts';

/** How far an order has come; written before the step is taken. security.md §4.1 */
export type Phase =
  | { readonly name: 'accepted' }
  | {
      readonly name: 'downloading';
      readonly etag?: string;
      /** Requests and bytes so far: what limits them counts over restarts. */
      readonly spent?: { readonly requests: number; readonly bytes: number };
      readonly acceptance?: Acceptance;
      /** PkgURL answered with a descriptor: it is asked for one again, never for a part of the package. */
      readonly described?: true;
    }
  | { readonly name: 'staging'; readonly acceptance: Acceptance }
  /** The package lies ready in the store; `fresh`: only for this order. */
  | { readonly name: 'staged'; readonly pkgId: string; readonly fresh: boolean }
  | ChangePhase
  | { readonly name: 'done'; readonly items: readonly ItemResult[] };

/** What an order comes down to: PkgIDs to switch on, component IDs to switch off or remove, inactive PkgIDs to forget. */
export interface ChangePlan {
  readonly activate: readonly string[];
  readonly deactivate: readonly string[];
  readonly remove: readonly string[];
  readonly drop: readonly string[];
  /** PkgIDs that were staged for this order only. */
  readonly fresh: readonly string[];
  /** Who is reported on. */
  readonly members: readonly { readonly id: string; readonly pkgId: string }[];
}

/** A change of the active software, which the privileged part carries out. */
export interface ChangePhase {
  readonly name: 'changing';
  /** Its name there. */
  readonly id: string;
  readonly plan: ChangePlan;
}

export interface StoredOrder {
  readonly id: number;
  readonly order: ScomoOrder;
  readonly phase: Phase;
  readonly created: string;
  readonly updated: string;
}

/** Takes an order on. False: its Correlator is known, nothing happened. security.md P1 */
export function acceptOrder(journal: Journal, order: ScomoOrder, now: string): boolean {
  const phase: Phase = { name: 'accepted' };
  return (
    journal.run(
      `INSERT INTO orders (correlator, body, phase, open, created, updated) VALUES (?, ?, ?, 1, ?, ?)
       ON CONFLICT (correlator) DO NOTHING`,
      order.correlator === undefined ? null : `${order.serverId} ${order.correlator}`,
      JSON.stringify(order),
      JSON.stringify(phase),
      now,
      now,
    ) === 1
  );
}

/** Notes the next phase of an open order; `done` closes it, and the oldest closed ones go. */
export function setPhase(journal: Journal, id: number, phase: Phase, now: string): void {
  const open = phase.name === 'done' ? 0 : 1;
  const changed = journal.run(
    'UPDATE orders SET phase = ?, open = ?, updated = ? WHERE id = ? AND open = 1',
    JSON.stringify(phase),
    open,
    now,
    id,
  );
  if (changed !== 1) throw new Error(`order ${id} is not open`);
  if (open === 0) {
    journal.run(
      'DELETE FROM orders WHERE open = 0 AND id <= (SELECT max(id) FROM orders) - ?',
      LIMITS.ordersKept,
    );
  }
}

/** Orders under way of this server (or any), oldest first. */
export function openOrders(journal: Journal, serverId?: string): StoredOrder[] {
  const open = journal.rows('SELECT * FROM orders WHERE open = 1 ORDER BY id').map(toOrder);
  return open.filter(({ order }) => serverId === undefined || order.serverId === serverId);
}

/** The newest orders, open or closed, oldest of them first. */
export function recentOrders(journal: Journal, count: number): StoredOrder[] {
  return journal.rows('SELECT * FROM orders ORDER BY id DESC LIMIT ?', count).reverse().map(toOrder);
}

/** Correlators of this server that must have no second effect. */
export function knownCorrelators(journal: Journal, serverId: string): ReadonlySet<string> {
  const rows = journal.rows(
    `SELECT body ->> '$.correlator' AS correlator FROM orders
     WHERE correlator IS NOT NULL AND body ->> '$.serverId' = ?`,
    serverId,
  );
  return new Set(rows.map((row) => String(row.correlator)));
}

function toOrder(row: Row): StoredOrder {
  return {
    id: Number(row.id),
    order: JSON.parse(String(row.body)) as ScomoOrder,
    phase: JSON.parse(String(row.phase)) as Phase,
    created: String(row.created),
    updated: String(row.updated),
  };
}
