import type { Wish, WishAnswer } from '@scomo/scomo';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device, Task } from '../model.ts';
import type { AskedTask, OfferedRelease } from '../ports.ts';
import { isFinal } from '../tasks/is-final.ts';
import type { RequestPorts } from './request-ports.ts';
import { orderFor, originOf } from './wish-order.ts';

/** What a server says to a wish, and the task that it makes of it. */
export interface Judged {
  readonly answer: WishAnswer;
  readonly task?: Task;
}

/** The device and what it may have. */
export interface Asker {
  readonly device: Device;
  readonly offers: readonly OfferedRelease[];
  readonly asked: readonly AskedTask[];
  /** When the session began: until a device trusts us it asks again. */
  readonly since: string;
}

/** Judges a wish by what is offered to the device; nothing is kept. docs/requests.md */
export async function judgeWish(
  { device, offers, asked, since }: Asker,
  wish: Wish,
  by: 'user' | 'device',
  now: string,
  { plan }: Pick<RequestPorts, 'plan'>,
): Promise<Judged> {
  const { component, operation } = wish;
  const about = offers.filter(({ packages }) => packages.some((pkg) => pkg.component === component));
  if (about.length === 0) return refusal(`${component} is not offered to this device`);
  const wanted = about.find(({ offer }) => offer.operations.includes(operation));
  if (wanted === undefined) return refusal(`${operation} of ${component} is not offered to this device`);
  const open = asked.find(
    ({ origin, ...task }) =>
      !isFinal(task) &&
      origin.offerId === wanted.offer.id &&
      origin.operation === operation &&
      (origin.component ?? component) === component,
  );
  const ordered: WishAnswer = { answer: 'ordered', reason: wanted.offer.title };
  if (open !== undefined) {
    const before: WishAnswer = { answer: 'open', reason: `ordered on ${open.createdAt}` };
    return { answer: open.createdAt < since ? before : ordered };
  }
  const full = tooMany(asked, now);
  if (full !== undefined) return refusal(full);
  const planned = await plan(orderFor(wanted, wish, device), device);
  if (!planned.ok) return refusal(planned.problem.detail);
  const task = { ...planned.value, origin: originOf(wanted, wish, by, now), reason: reasonOf(by) };
  return { answer: ordered, task };
}

/** Why a device may not bring about another task now. */
export function tooMany(asked: readonly AskedTask[], now: string): string | undefined {
  const { requestsOpenMax, requestsPerHourMax } = FLEET_LIMITS;
  if (asked.filter((task) => !isFinal(task)).length >= requestsOpenMax)
    return `${requestsOpenMax} requests are open: wait until one is over`;
  const recent = asked.filter(({ createdAt }) => Date.parse(now) - Date.parse(createdAt) < 3_600_000);
  return recent.length >= requestsPerHourMax
    ? `${requestsPerHourMax} requests within an hour: try again later`
    : undefined;
}

/** First words of a task that somebody at the device asked for. */
export function reasonOf(by: 'user' | 'device'): string {
  return by === 'user' ? 'asked for by the End User' : 'the device asked for updates';
}

function refusal(reason: string): Judged {
  return { answer: { answer: 'refused', reason } };
}
