import type { Account } from '@scomo/dm';
import type { Instant } from '../model.ts';

/** What is kept of a device that has resynchronised, sealed like its secrets. spec/omadm.md §5.7, security.md A8 */
export interface Rotation {
  /** When the zero nonce was last taken. */
  readonly usedAt: Instant;
  /** Secrets on their way to the device; until one is proven, these and the account's open a session. */
  readonly next?: Secrets;
  /** Secrets that the open session was begun with: the device counts new ones from the next session on. */
  readonly old?: Secrets;
  /** What has been asked for and read of the device's `./DMAcc` in the open session, by URI. */
  readonly walk?: Walk;
}

export interface Walk {
  readonly asked: readonly string[];
  readonly read: Readonly<Record<string, string>>;
}

/** Secrets of both directions as an account holds them; the device's own in clear only until it has it. */
export interface Secrets {
  readonly a1: string;
  readonly serverSecret: string;
  readonly clientSecret?: string;
}

export function withSecrets(account: Account, { a1, serverSecret }: Secrets): Account {
  return {
    ...account,
    incoming: { ...account.incoming, a1 },
    outgoing: { ...account.outgoing, secret: serverSecret },
  };
}

export function secretsOf({ incoming, outgoing }: Account): Secrets {
  return { a1: incoming.a1, serverSecret: outgoing.secret };
}
