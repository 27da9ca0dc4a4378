import type { ConsentPolicy, WishOperation } from '@scomo/scomo';
import type { Offer } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

export interface OfferRequest {
  readonly title: string;
  readonly releaseId: string;
  readonly mode?: Offer['mode'];
  readonly deviceTypes?: readonly string[];
  readonly deviceIds?: readonly string[];
  readonly operations?: readonly WishOperation[];
  readonly consent?: ConsentPolicy;
  readonly delivery?: Offer['delivery'];
}

/** What may be asked for unless the offer says otherwise: to have it, and to be rid of it again. */
const OPERATIONS_DEFAULT: readonly WishOperation[] = ['Install', 'Remove'];

/** Lets devices ask for a release. */
export async function createOffer(request: OfferRequest, env: UseCaseEnv): Promise<Outcome<Offer>> {
  const { title, releaseId, mode = 'onRequest', operations = OPERATIONS_DEFAULT } = request;
  const { deviceTypes = [], deviceIds = [], consent, delivery } = request;
  if (deviceTypes.length + deviceIds.length === 0) {
    return refused('validation_failed', 'say who may ask: deviceTypes or deviceIds', '/deviceTypes');
  }
  if (mode === 'update' && !operations.includes('Install')) {
    return refused('validation_failed', 'an update needs the operation Install', '/operations');
  }
  if ((await env.store.release(releaseId)) === undefined) {
    return refused('release_unknown', `there is no release ${releaseId}`, '/releaseId');
  }
  for (const [index, name] of deviceTypes.entries()) {
    if ((await env.store.deviceType(name)) === undefined) {
      return refused('device_type_unknown', `there is no device type ${name}`, `/deviceTypes/${index}`);
    }
  }
  const offer: Offer = {
    ...{ id: env.ports.newId('of_'), title, releaseId, mode, deviceTypes, deviceIds, operations },
    ...(consent === undefined ? {} : { consent }),
    ...(delivery === undefined ? {} : { delivery }),
    createdAt: env.ports.now(),
  };
  if (!(await env.store.createOffer(offer))) throw new Error(`offer id ${offer.id} is taken`);
  return done(offer);
}

/** Nobody may ask for it any more. What was ordered before goes on. */
export async function endOffer(id: string, env: UseCaseEnv): Promise<Outcome<Offer>> {
  const before = await env.store.offer(id);
  if (before === undefined) return refused('not_found', `there is no offer ${id}`);
  if (before.endedAt !== undefined) return refused('offer_over', `the offer ended on ${before.endedAt}`);
  const ended = await env.store.endOffer(id, env.ports.now());
  return ended === undefined ? refused('not_found', `there is no offer ${id}`) : done(ended);
}
