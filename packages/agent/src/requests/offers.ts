import { type OfferView, offersIn } from '@scomo/scomo';
import type { Context } from '../context.ts';
import { loadTree, MO_ROOT } from '../session/device-tree.ts';

/** What the servers offer, as they wrote it when the End User last asked for updates. For the command line and the End User's page. */
export function listOffers(context: Parameters<typeof loadTree>[0]): readonly OfferView[] {
  return offersIn(loadTree(context), MO_ROOT);
}

/** The account that a component is to be asked for at: that of the server who offers it, else the first. */
export function accountFor(contexts: readonly Context[], component: string): Context | undefined {
  const [first] = contexts;
  const offer =
    first &&
    listOffers(first).find(({ members }) => members.some((member) => member.component === component));
  return contexts.find(({ config }) => config.serverId === offer?.server) ?? first;
}
