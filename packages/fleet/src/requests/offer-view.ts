import { type OfferView, REQUEST_LIMITS, type SetMember } from '@scomo/scomo';
import { FLEET_LIMITS } from '../limits.ts';
import type { OfferedRelease } from '../ports.ts';
import { memberOf } from '../tasks/member-of.ts';

/** An offer as the device gets it from `server`; one that would be too long goes without its longer texts. docs/scomo-extension.md */
export function offerView({ offer, packages }: OfferedRelease, server: string): OfferView {
  const { id, title, mode, operations } = offer;
  const members = packages.map((pkg): SetMember => {
    const { packageId: _ours, requires: _requires, conflicts: _conflicts, ...member } = memberOf(pkg);
    return { ...member, summary: member.summary.slice(0, FLEET_LIMITS.offerSummaryCharsMax) };
  });
  const view = { offer: id, server, title, mode, operations, members };
  if (JSON.stringify(view).length <= REQUEST_LIMITS.offerCharsMax) return view;
  return { ...view, members: members.map(({ texts: _texts, notes: _notes, ...member }) => member) };
}
