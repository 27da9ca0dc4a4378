import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ScomoOrder } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import { record } from '../journal/history.ts';
import { openOrders, type StoredOrder } from '../journal/orders.ts';
import { unanswered } from '../journal/spool.ts';

const run = promisify(execFile);

/** A reboot that is wanted, or was carried out since. */
interface Reboot {
  /** Of the run of the system in which it was wanted. */
  readonly bootId: string;
  /** Orders that wait for it. */
  readonly orders: readonly number[];
  /** The command was given. */
  readonly begun?: true;
}

/** When an order wants the device rebooted, by the map of the configuration; a word that it lacks means never. spec/scomo.md §3.3 */
function timeOf({ config }: Context, { reboot = '' }: ScomoOrder): 'never' | 'before' | 'after' | 'both' {
  return Object.hasOwn(config.reboot.policy, reboot) ? (config.reboot.policy[reboot] ?? 'never') : 'never';
}

/** Whether an order may begin: false as long as it waits for a reboot before it. */
export function rebootGate(context: Context, { id, order }: StoredOrder): boolean {
  const { journal, config } = context;
  if (config.reboot.command === undefined || !['before', 'both'].includes(timeOf(context, order)))
    return true;
  const known = readFact<Reboot>(journal, 'reboot');
  const bootId = context.bootId();
  const waits = known?.orders.includes(id) === true;
  if (waits && known?.bootId !== bootId) return true;
  if (!waits) want(context, [...(known?.bootId === bootId ? known.orders : []), id]);
  return false;
}

/** Takes note of a reboot after an order that went well; gives what its report says of it, `''` for nothing. */
export function rebootAfter(context: Context, order: ScomoOrder): string {
  const { reboot = '' } = order;
  if (reboot === '') return '';
  const time = timeOf(context, order);
  const { command, policy } = context.config.reboot;
  if (!Object.hasOwn(policy, reboot)) return `Reboot is ${reboot}, which is not known here: no reboot`;
  if (time === 'never') return '';
  if (command === undefined) return `reboot (${time}) is off on this device`;
  if (time !== 'before') want(context, []);
  return `reboot (${time})${time === 'before' ? ' was done' : ' follows'}`;
}

/** It is looked at after the next session, which is wanted now. */
function want(context: Context, orders: readonly number[]): void {
  writeFact(context.journal, 'reboot', { bootId: context.bootId(), orders } satisfies Reboot);
  context.say('a reboot is wanted');
  context.reportReady(context.config.serverId);
}

/** Reboots when it is wanted, nothing is at work, and every report has been taken. Once a run of the system. */
export async function rebootIfDue(context: Context): Promise<void> {
  const { journal, config } = context;
  const wanted = readFact<Reboot>(journal, 'reboot');
  const [program, ...args] = config.reboot.command ?? [];
  if (wanted === undefined || program === undefined) return;
  if (wanted.begun === true || wanted.bootId !== context.bootId()) return;
  const atWork = openOrders(journal).some(({ phase }) => phase.name !== 'accepted');
  if (atWork || unanswered(journal).length > 0) return;
  writeFact(journal, 'reboot', { ...wanted, begun: true } satisfies Reboot);
  record(journal, { at: context.now(), kind: 'change', detail: `reboot: ${program}` });
  try {
    await run(program, args, { timeout: LIMITS.rebootMs });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    record(journal, { at: context.now(), kind: 'change', detail: `the reboot failed: ${why}` });
    context.say(`the reboot failed: ${why}`);
  }
}
