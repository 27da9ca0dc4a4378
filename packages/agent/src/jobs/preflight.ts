import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import type { Context } from '../context.ts';
import type { StoredOrder } from '../journal/orders.ts';
import type { Gate } from './consent-gate.ts';
import { fail, failedItem } from './finish-order.ts';
import { reportHeld } from './hold-gate.ts';

/**
 * Whether the battery is full enough to fetch or to change anything; mains power is always enough. What waits says why, and is
 * given up with 1413 when the deadline of its policy comes first.
 */
export async function preflight(context: Context, stored: StoredOrder): Promise<Gate> {
  const { batteryPercent, powerSupplies } = context.config.preflight;
  const percent = batteryPercent === undefined ? undefined : batteryOf(powerSupplies);
  if (batteryPercent === undefined || percent === undefined || percent >= batteryPercent) return 'open';
  const detail = `battery ${percent} % < ${batteryPercent} %`;
  const at = context.now();
  const deadline = stored.order.set?.consent.deadline;
  if (deadline !== undefined && Date.parse(deadline) <= Date.parse(at)) {
    await fail(context, stored, [failedItem(stored, new Failure(1413, `${detail} until the deadline`))]);
    return 'refused';
  }
  const until = new Date(Date.parse(at) + LIMITS.preflightAgainMs).toISOString();
  reportHeld(context, stored, { reason: 'battery', at, until, detail });
  return 'waiting';
}

/** Percent of the fullest battery; undefined without a battery or with mains power. */
export function batteryOf(powerSupplies: string): number | undefined {
  const supplies = read(() => readdirSync(powerSupplies)) ?? [];
  const text = (name: string, file: string) =>
    read(() => readFileSync(join(powerSupplies, name, file), 'utf8').trim());
  const isMains = (name: string) => text(name, 'type') !== 'Battery' && text(name, 'online') === '1';
  if (supplies.some(isMains)) return undefined;
  const batteries = supplies.filter((name) => text(name, 'type') === 'Battery');
  const percents = batteries.map((name) => Number(text(name, 'capacity'))).filter(Number.isFinite);
  return percents.length === 0 ? undefined : Math.max(...percents);
}

function read<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
