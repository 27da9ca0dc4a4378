import { type ConsentPolicy, type Held, heldAlert } from '@scomo/scomo';
import { blackoutEnd } from '../consent/local-time.ts';
import type { Context } from '../context.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import { record } from '../journal/history.ts';
import { currentLocks, forgetExpired, type Lock } from '../journal/locks.ts';
import { openOrders, type StoredOrder } from '../journal/orders.ts';
import { spool } from '../journal/spool.ts';

/** Whether the hour and the locks of the device let an order change what runs. A wait is reported. docs/consent.md */
export function holdGate(context: Context, stored: StoredOrder): 'open' | 'waiting' {
  const { journal } = context;
  const now = context.now();
  forgetExpired(journal, now);
  const held = holding(stored.order.set?.consent, currentLocks(journal, now), now);
  if (held === undefined) return 'open';
  reportHeld(context, stored, held);
  return 'waiting';
}

/** What holds a change back now: the hours of the policy, else the lock that is held the longest. `zone`: the device's own unless said. */
export function holding(
  policy: ConsentPolicy | undefined,
  locks: readonly Lock[],
  now: string,
  zone?: string,
): Held | undefined {
  const end = blackoutEnd(policy?.blackout ?? [], now, zone);
  if (end !== undefined) return { reason: 'blackout', at: now, until: end, detail: '' };
  const [lock] = locks;
  if (lock === undefined) return undefined;
  const until = Math.min(Date.parse(lock.until), patience(policy));
  if (until <= Date.parse(now)) return undefined;
  const detail = lock.reason === '' ? lock.owner : `${lock.owner} (${lock.reason})`;
  return { reason: 'lock', at: now, until: new Date(until).toISOString(), detail };
}

/** From then on locks hold nothing up. */
function patience({ deadline, lockSecondsMax }: Partial<ConsentPolicy> = {}): number {
  if (deadline === undefined || lockSecondsMax === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(deadline) + lockSecondsMax * 1000;
}

type Told = Readonly<Record<string, Held>>;

/** Says why an order waits, once, and again when it still waits after the time it said. */
export function reportHeld(context: Context, { id, order }: StoredOrder, held: Held): void {
  const { journal } = context;
  const told = readFact<Told>(journal, 'held') ?? {};
  const before = told[id];
  if (before?.reason === held.reason && Date.parse(before.until) > Date.parse(held.at)) return;
  const open = openOrders(journal).map((stored) => String(stored.id));
  const kept = Object.entries(told).filter(([key]) => open.includes(key));
  journal.transaction(() => {
    writeFact(journal, 'held', { ...Object.fromEntries(kept), [id]: held } satisfies Told);
    if (order.correlator !== undefined) spool(journal, order.serverId, heldAlert(order, held), held.at);
    const why = `${held.reason}${held.detail === '' ? '' : ` of ${held.detail}`}`;
    record(journal, {
      at: held.at,
      kind: 'hold',
      detail: `${order.operation} ${order.node}: ${why} until ${held.until}`,
    });
  });
  context.say(`${order.operation} ${order.node} waits: ${held.reason} until ${held.until}`);
  context.reportReady(order.serverId);
}
