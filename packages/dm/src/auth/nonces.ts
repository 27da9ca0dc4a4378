import type { Account } from './credentials.ts';

const KEPT = 2;

/** The account after its peer proved itself with `used`: that nonce is dead, `next` is the current one. spec/omadm.md §5.5 */
export function rotateNonces(account: Account, used: string | undefined, next: string): Account {
  const left = account.incoming.nonces.filter((nonce) => nonce !== used);
  return { ...account, incoming: { ...account.incoming, nonces: [next, ...left].slice(0, KEPT) } };
}

/** The account after the proven peer gave a newer nonce for our own proof; same reference when it is the same. */
export function takeNonce(account: Account, nonce: string): Account {
  if (account.outgoing.nonce === nonce) return account;
  return { ...account, outgoing: { ...account.outgoing, nonce } };
}
