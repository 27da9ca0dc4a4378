import { type Held, type SetMember, textsIn } from '@scomo/scomo';
import { fileBytes } from '../base/files.ts';
import { requestOf } from '../consent/consent-request.ts';
import { standingOf } from '../consent/settle-answer.ts';
import type { Context } from '../context.ts';
import { partialFile } from '../jobs/fetch-package.ts';
import { waitingFor } from '../jobs/waiting-for.ts';
import { openOrders, type StoredOrder } from '../journal/orders.ts';

/** Something that is happening, for the End User. */
export interface Doing {
  readonly titles: readonly string[];
  readonly step: 'starting' | 'downloading' | 'unpacking' | 'switching' | 'removing' | 'held';
  /** Bytes, of a download. */
  readonly done?: number;
  readonly total?: number;
  readonly held?: Held;
}

/** Everything under way that waits for nobody's answer, one entry a set. */
export function doingNow(context: Context, wanted: readonly string[]): Doing[] {
  const groups = new Map<string, StoredOrder[]>();
  for (const stored of openOrders(context.journal)) {
    if (asks(context, stored)) continue;
    const name = stored.order.set === undefined ? `order ${stored.id}` : `set ${stored.order.set.name}`;
    groups.set(name, [...(groups.get(name) ?? []), stored]);
  }
  return [...groups.values()].map((orders) => doing(context, orders, wanted));
}

function asks({ journal, now }: Context, stored: StoredOrder): boolean {
  if (waitingFor(journal, stored, now())?.kind === 'answer') return true;
  const request = requestOf(stored);
  return request !== undefined && standingOf({ journal }, request).standing === 'refused';
}

function doing(context: Context, orders: readonly StoredOrder[], wanted: readonly string[]): Doing {
  const [first] = orders;
  const members = first?.order.set?.members;
  const titles = members?.map((member) => textsIn(member, wanted).title || member.component) ?? [
    nameOf(first),
  ];
  for (const stored of orders) {
    const wait = waitingFor(context.journal, stored, context.now());
    if (wait?.kind === 'held') return { titles, step: 'held', held: wait.held };
  }
  const phases = orders.map(({ phase }) => phase.name);
  if (phases.includes('changing') || phases.includes('staged') || first?.order.component !== undefined)
    return { titles, step: first?.order.operation === 'Remove' ? 'removing' : 'switching' };
  if (phases.includes('downloading'))
    return { titles, step: 'downloading', ...progress(context, orders, members) };
  return { titles, step: phases.includes('staging') ? 'unpacking' : 'starting' };
}

/** Members without an open order have come already. */
function progress(
  { state }: Context,
  orders: readonly StoredOrder[],
  members: readonly SetMember[] = [],
): Pick<Doing, 'done' | 'total'> {
  if (members.length === 0) return {};
  const open = new Set(orders.map(({ order }) => order.download?.pkgId));
  const total = members.reduce((sum, { bytes }) => sum + bytes, 0);
  const done = members.reduce(
    (sum, { bytes, pkgId }) =>
      sum + (open.has(pkgId) ? Math.min(fileBytes(partialFile(state, pkgId)), bytes) : bytes),
    0,
  );
  return { done, total };
}

function nameOf(stored: StoredOrder | undefined): string {
  const { component, node = '' } = stored?.order ?? {};
  return component?.id ?? node.split('/').at(-1) ?? '';
}
