import { type ConsentAnswer, type SetMember, textsIn } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { readHistory } from '../journal/history.ts';
import { recentOrders, type StoredOrder } from '../journal/orders.ts';

/** A line of the past: what was answered, or how something ended. */
export type Past =
  | {
      readonly at: string;
      readonly kind: 'answer';
      readonly titles: readonly string[];
      readonly answer: ConsentAnswer;
    }
  | {
      readonly at: string;
      readonly kind: 'result';
      readonly titles: readonly string[];
      readonly outcome: 'installed' | 'removed' | 'off' | 'failed';
      /** Why it failed. */
      readonly detail: string;
    };

/** Answers, and what came of them, the newest first. `names`: of components, by ID. */
export function pastEvents(
  { journal }: Context,
  wanted: readonly string[],
  names: ReadonlyMap<string, string>,
): Past[] {
  const orders = recentOrders(journal, LIMITS.ordersKept);
  const sets = new Map(
    orders.flatMap(({ order: { set } }) => (set ? [[set.name, set.members] as const] : [])),
  );
  const answers = readHistory(journal, LIMITS.historyKept).flatMap(({ kind, detail, at }): Past[] => {
    if (kind !== 'consent') return [];
    const answer = JSON.parse(detail) as ConsentAnswer;
    const members = sets.get(answer.set);
    const titles = members === undefined ? [] : titlesOf(members, wanted);
    return [{ at, kind: 'answer', titles, answer }];
  });
  const results = orders.flatMap((stored) => resultOf(stored, wanted, names) ?? []);
  return [...answers, ...results].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, LIMITS.pageHistoryMax);
}

const OUTCOMES: Readonly<Partial<Record<string, 'installed' | 'removed' | 'off'>>> = {
  ActivateSet: 'installed',
  Activate: 'installed',
  Install: 'installed',
  DownloadInstall: 'installed',
  Remove: 'removed',
  Deactivate: 'off',
};

/** How an order ended; a step on the way that went well says nothing, nor does a no, which is an answer. */
function resultOf(
  { order, phase, updated }: StoredOrder,
  wanted: readonly string[],
  names: ReadonlyMap<string, string>,
): Past | undefined {
  if (phase.name !== 'done') return undefined;
  const members = order.set?.members;
  const titles = members
    ? titlesOf(members, wanted)
    : phase.items.map(({ identifier }) => names.get(identifier) ?? identifier);
  const bad = phase.items.filter(({ code }) => code >= 1300);
  if (bad.some(({ code }) => code === 1401)) return undefined;
  const outcome = bad.length > 0 ? 'failed' : OUTCOMES[order.operation];
  if (outcome === undefined) return undefined;
  const why = bad.find(({ code }) => code !== 1497) ?? bad[0];
  return { at: updated, kind: 'result', titles, outcome, detail: why?.detail ?? '' };
}

function titlesOf(members: readonly SetMember[], wanted: readonly string[]): readonly string[] {
  return members.map((member) => textsIn(member, wanted).title || member.component);
}
