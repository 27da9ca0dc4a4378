import type { Account } from '@scomo/dm';
import type { TurnState } from '../ports.ts';
import { standing } from '../turn/challenger.ts';
import { withSecrets } from './rotation.ts';

/** The account as the open session of a device knows it: with the secrets that it began with. */
export function accountInSession({ account, rotation, session }: TurnState): Account {
  if (rotation?.old === undefined || standing(session) === undefined) return account;
  return withSecrets(account, rotation.old);
}
