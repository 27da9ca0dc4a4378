import type { ServerEvent } from '@scomo/dm';
import { type Inventory, type Knowledge, requestOf, type UpdateCheck } from '@scomo/scomo';
import type { Task } from '../model.ts';
import type { TurnState } from '../ports.ts';
import { dueOffers } from './due-offers.ts';
import { reasonOf, tooMany } from './judge-wish.ts';
import { asAsked, lookUp } from './look-up.ts';
import { offerView } from './offer-view.ts';
import type { RequestPorts } from './request-ports.ts';
import { orderFor, originOf } from './wish-order.ts';

/**
 * The check for updates that a proven device has asked for: by an alert, or, when updates are offered and seem to be
 * due, by calling in. spec/scomo.md §2.12
 */
export async function checkOf(
  state: TurnState,
  events: readonly ServerEvent[],
  ports: RequestPorts,
): Promise<UpdateCheck | undefined> {
  const checks = events
    .flatMap((event) => (event.type === 'alert' && event.code === 1226 ? event.items : []))
    .flatMap((item) => requestOf(item) ?? [])
    .filter(({ wish }) => wish === undefined);
  const asked = checks.find(({ by }) => by === 'user') ?? checks[0];
  if (asked !== undefined) return asked.by === 'user' || state.updatesOffered ? asked : undefined;
  const called = events.some((event) => event.type === 'opened' && event.reason === 'client');
  if (!called || state.updatesOffered !== true) return undefined;
  const check: UpdateCheck = { by: 'device' };
  const { device } = state;
  if (device.inventoryAt === undefined) return check;
  const known = await ports.inventory(device.deviceId);
  const asking = { ...check, ...(await lookUp(device, ports)) };
  return dueOffers(asking, known).length > 0 ? check : undefined;
}

/** What a check comes to, once the inventory of the session has been read. */
export interface CheckResult {
  readonly tasks: readonly Task[];
  /** For the device's tree; absent: nobody has asked to see them. */
  readonly offers?: NonNullable<Knowledge['offers']>;
}

/** The tasks that a device is to be given, with what it is offered when the End User asks. `made`: tasks of this turn. */
export async function takeCheck(
  { device, account: { serverId: server } }: Pick<TurnState, 'device' | 'account'>,
  { by, source }: UpdateCheck,
  { deployed }: Inventory,
  made: readonly Task[],
  now: string,
  ports: RequestPorts,
): Promise<CheckResult> {
  const found = await lookUp(device, ports);
  const component = deployed.find(({ uri }) => uri === source)?.id;
  const about = component === undefined ? {} : { component };
  const asked = [...made.flatMap(asAsked), ...found.asked];
  const tasks: Task[] = [];
  for (const due of dueOffers({ ...found, asked, by, ...about }, deployed)) {
    if (tooMany([...tasks.flatMap(asAsked), ...asked], now) !== undefined) break;
    const wish = { component: due.packages[0]?.component ?? '', operation: 'Install' } as const;
    const planned = await ports.plan(orderFor(due, wish, device), device);
    // What cannot be given to this device is no fault of the one who asks.
    if (!planned.ok) continue;
    const origin = originOf(due, { operation: 'Install' }, by, now);
    tasks.push({ ...planned.value, origin, reason: reasonOf(by) });
  }
  if (by !== 'user') return { tasks };
  return { tasks, offers: { server, views: found.offers.map((offer) => offerView(offer, server)) } };
}
