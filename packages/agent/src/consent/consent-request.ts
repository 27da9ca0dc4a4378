import type { ConsentPolicy, SetMember } from '@scomo/scomo';
import type { StoredOrder } from '../journal/orders.ts';

/** What a server wants of the End User for one set. */
export interface ConsentRequest {
  readonly set: string;
  /** Before anything is fetched, or before what has been fetched is installed. */
  readonly stage: 'download' | 'install';
  readonly serverId: string;
  readonly members: readonly SetMember[];
  readonly policy: ConsentPolicy;
}

/** The question that an order has to pass before it begins; undefined when there is none. */
export function requestOf({ order, phase }: StoredOrder): ConsentRequest | undefined {
  const { set, serverId, operation } = order;
  if (set === undefined || phase.name !== 'accepted') return undefined;
  const { name, members, consent: policy } = set;
  const base = { set: name, serverId, members, policy };
  if (operation !== 'ActivateSet') return { ...base, stage: 'download' };
  return policy.mode === 'ask' && policy.askAgain === true ? { ...base, stage: 'install' } : undefined;
}
