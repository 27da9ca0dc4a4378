import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskView } from '@scomo/api';
import { withJournals } from '../rigs/state-folder.ts';

/** What two sides tell of the operations of one device. security.md P1-P4 */
export interface Ledger {
  readonly operations: number;
  /** Operations with more than one effect. */
  readonly twice: number;
  /** Operations that should have had an effect and had none. */
  readonly never: number;
  /** Results that the device has and the server does not. */
  readonly lost: number;
  /** Results that the server counted more than once. */
  readonly double: number;
  readonly breaches: readonly string[];
}

interface Result {
  readonly identifier: string;
  readonly code: number;
}

/** Operations that switch to another generation, each to the next number: the pointer counts them. */
function switches({ operation, uri }: TaskView['operations'][number]): boolean {
  if (operation === 'Remove') return uri.includes('/Inventory/Deployed/');
  return operation !== 'Download';
}

/** Joins what a device did (its journals, the number of its generation) with what the server knows (all its tasks). */
export function joinLedger(state: string, tasks: readonly TaskView[]): Ledger {
  const done = withJournals(state, ({ talk }) => ({
    orders: talk.prepare('SELECT body, phase FROM orders WHERE correlator IS NOT NULL').all(),
    unanswered: Number(talk.prepare('SELECT count(*) AS n FROM reports WHERE answered IS NULL').get()?.n),
  }));
  const device = new Map(
    done.orders.map(({ body, phase }) => {
      const { correlator } = JSON.parse(String(body)) as { readonly correlator: string };
      const { name, items = [] } = JSON.parse(String(phase)) as { name: string; items?: readonly Result[] };
      return [correlator, { over: name === 'done', results: items }] as const;
    }),
  );
  const sent = tasks.flatMap(({ operations }) => operations);
  const good = (results: readonly Result[]) =>
    results.length > 0 && results.every(({ code }) => code === 1200);
  const breaches: string[] = [];
  let twice = 0;
  let lost = done.unanswered;
  let double = 0;
  for (const { id, order, operations } of tasks) {
    const effective = operations.filter(({ correlator }) => good(device.get(correlator)?.results ?? []));
    if (effective.length > 1) {
      twice += effective.length - 1;
      breaches.push(`${id}: ${order.kind} done ${effective.length} times`);
    }
  }
  for (const { correlator, operation, status, reports } of sent) {
    const own = device.get(correlator);
    if (own !== undefined && tell(own.results) !== tell(reports)) {
      lost += 1;
      breaches.push(`${operation} ${correlator}: device ${tell(own.results)}, server ${tell(reports)}`);
    }
    if (own === undefined && status === 202) {
      lost += 1;
      breaches.push(`${operation} ${correlator}: accepted, and the device knows nothing of it`);
    }
    if (reports.some(({ detail }) => detail === 'read from the tree')) {
      lost += 1;
      breaches.push(`${operation} ${correlator}: read from the tree`);
    }
    const names = reports.map(({ identifier }) => identifier);
    double += names.length - new Set(names).size;
  }
  const known = new Set(sent.map(({ correlator }) => correlator));
  for (const correlator of device.keys())
    if (!known.has(correlator)) breaches.push(`${correlator}: not the server's`);
  const effects = sent.filter(
    (record) => switches(record) && good(device.get(record.correlator)?.results ?? []),
  ).length;
  const generation = generationOf(state);
  if (generation !== effects) breaches.push(`generation ${generation} after ${effects} operations`);
  return {
    operations: tasks.length,
    twice: twice + Math.max(0, generation - effects),
    never: Math.max(0, effects - generation) + tasks.filter((task) => isNever(task, device)).length,
    lost,
    double,
    breaches,
  };
}

/** A task that says it is done though the device has no result of it. */
function isNever({ state, operations }: TaskView, device: ReadonlyMap<string, { over: boolean }>): boolean {
  const ended = state === 'verified' || state === 'removed';
  return ended && !operations.some(({ correlator }) => device.get(correlator)?.over === true);
}

function tell(results: readonly Result[]): string {
  const lines = results.map(({ identifier, code }) => `${identifier} ${code}`).sort();
  return lines.length === 0 ? 'nothing' : lines.join(', ');
}

function generationOf(state: string): number {
  try {
    return Number(readlinkSync(join(state, 'current')).split('/').at(-1));
  } catch {
    return 0;
  }
}
