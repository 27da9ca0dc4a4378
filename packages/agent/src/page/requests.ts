import { type Shown, shownText, textsIn } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import { textDigest } from '../base/node-crypto.ts';
import { type ConsentRequest, requestOf } from '../consent/consent-request.ts';
import { nextStep } from '../consent/consent-state.ts';
import { settleAnswer, standingOf } from '../consent/settle-answer.ts';
import { showRequest } from '../consent/show-request.ts';
import type { Context } from '../context.ts';
import { openOrders } from '../journal/orders.ts';

/** A question as the page puts it. */
export interface Asking {
  readonly request: ConsentRequest;
  readonly shown: Shown;
  /** Of each member. */
  readonly prices: readonly string[];
  /** Names the very text: an answer to another one does not count. */
  readonly digest: string;
  /** How often it can still be put off. */
  readonly deferralsLeft: number;
  /** Put off until then; it can be answered all the same. */
  readonly until?: string;
  /** Seconds that it can be put off by, the shortest first. */
  readonly delays: readonly number[];
}

/** Offered when there is time: an hour, four, a day, a week. */
const DELAYS = [3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600] as const;

/** All questions that nobody has answered for good, in the best of the wanted languages, the oldest first. */
export async function openRequests(context: Context, wanted: readonly string[]): Promise<Asking[]> {
  const found = new Map<string, ConsentRequest>();
  for (const request of openOrders(context.journal).map(requestOf)) {
    if (request !== undefined) found.set(`${request.serverId} ${request.stage} ${request.set}`, request);
  }
  const all = await Promise.all([...found.values()].map((request) => asking(context, request, wanted)));
  return all.filter((each) => each !== undefined);
}

async function asking(
  context: Context,
  request: ConsentRequest,
  wanted: readonly string[],
): Promise<Asking | undefined> {
  const { policy } = request;
  const state = standingOf(context, request);
  const now = context.now();
  const next = nextStep(state, policy, now);
  if (next.step !== 'ask' && next.step !== 'wait') return undefined;
  const shown = await showRequest(context, request, wanted);
  const deferralsLeft = Math.max(policy.deferralsMax - state.deferrals, 0);
  return {
    ...{ request, shown, deferralsLeft },
    prices: request.members.map((member) => textsIn(member, wanted).price || '?'),
    digest: textDigest(shownText(shown)),
    ...(next.step === 'wait' ? { until: next.until } : {}),
    delays: deferralsLeft === 0 ? [] : delaysBefore(policy.deadline, now),
  };
}

/** In whole minutes; a delay that the deadline cuts short is as good as the deadline. */
function delaysBefore(deadline: string | undefined, now: string): readonly number[] {
  if (deadline === undefined) return DELAYS;
  const left = Math.ceil((Date.parse(deadline) - Date.parse(now)) / 60_000) * 60;
  const before = DELAYS.filter((seconds) => seconds < left);
  return before.length < DELAYS.length ? [...before, left] : before;
}

/** What became of an answer: `changed` when something else was shown, `gone` when the question is not open any more. */
export type Said = 'yes' | 'no' | 'later' | 'changed' | 'gone' | 'malformed';

/** Takes the fields of the form. Durable on return. */
export async function takeForm(
  context: Context,
  wanted: readonly string[],
  fields: Readonly<Record<string, string>>,
): Promise<Said> {
  const { set, stage, digest, answer, delay = '0' } = fields;
  const given = (['yes', 'no', 'later'] as const).find((word) => word === answer);
  const laterSeconds = Number(delay);
  if (given === undefined || !/^\d{1,7}$/.test(delay) || laterSeconds > LIMITS.laterSecondsMax)
    return 'malformed';
  const open = await openRequests(context, wanted);
  const meant = open.filter(({ request }) => request.set === set && request.stage === stage);
  const found = meant.find((each) => each.digest === digest);
  if (found === undefined) return meant.length === 0 ? 'gone' : 'changed';
  if (given === 'later' && laterSeconds < 1) return 'malformed';
  const { request, shown } = found;
  const { language } = shown;
  const taken = settleAnswer(context, request, {
    ...{ answer: given, by: 'page', laterSeconds, shown: shownText(shown), language },
  });
  if (taken) context.workReady();
  return taken ? given : 'gone';
}
