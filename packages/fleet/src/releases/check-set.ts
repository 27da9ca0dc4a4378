import { type Related, relationFaults } from '@scomo/delivery';
import { done, type Outcome, refused } from '../outcome.ts';

/** Each component once, and none that another one excludes. What else they need may be on the device. */
export function checkTogether(members: readonly Related[]): Outcome<null> {
  const ids = members.map((member) => member.component);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) return refused('component_twice', `${twice} stands twice in the set`);
  const versions = new Map(members.map(({ component, version }) => [component, version]));
  const faults = members.flatMap((member) => relationFaults(member, versions));
  const clash = faults.find(({ kind }) => kind === 'conflict');
  return clash === undefined
    ? done(null)
    : refused('component_conflict', `${clash.detail}: both are in the set`);
}
