import { Failure } from '../base/failure.ts';

/** What there is of whom. */
interface Owned {
  readonly component: string;
  readonly serverId: string;
}

interface Account {
  readonly serverId: string;
}

/**
 * A component belongs to the server that brought it, as long as that server has an account: no other may work with it,
 * nor put its own in its place. Throws Failure(1413). docs/authorities.md
 */
export function requireOwnComponent(
  accounts: readonly Account[],
  packages: readonly Owned[],
  component: string,
  serverId: string,
): void {
  const others = packages.filter((entry) => entry.component === component && entry.serverId !== serverId);
  if (others.some((entry) => accounts.some((account) => account.serverId === entry.serverId)))
    throw new Failure(1413, `${component} belongs to another management server`, component);
}
