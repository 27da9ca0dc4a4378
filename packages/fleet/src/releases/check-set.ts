import type { Manifest } from '@scomo/delivery';
import { done, type Outcome, refused } from '../outcome.ts';

type Rules = Pick<Manifest, 'component' | 'version' | 'requires' | 'conflicts'>;

/** Each component once, and none that another one excludes. */
export function checkTogether(members: readonly Rules[]): Outcome<null> {
  const ids = members.map((member) => member.component);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) return refused('component_twice', `${twice} stands twice in the set`);
  for (const { component, version, conflicts } of members) {
    const rival = conflicts.find((id) => id !== component && ids.includes(id));
    if (rival !== undefined) {
      return refused('component_conflict', `${component} ${version} excludes ${rival}; both are in the set`);
    }
  }
  return done(null);
}

/** What members ask of the device: `deployed` are the component ids last read from it, undefined = never read. */
export function checkAgainstDevice(
  members: readonly Rules[],
  deployed: readonly string[] | undefined,
): Outcome<null> {
  if (deployed === undefined) return done(null);
  const ids = members.map((member) => member.component);
  for (const { component, version, requires, conflicts } of members) {
    const missing = requires.find((id) => !ids.includes(id) && !deployed.includes(id));
    if (missing !== undefined) {
      const where = 'which is neither in the release nor was it last read from the device';
      return refused('requirement_missing', `${component} ${version} needs ${missing}, ${where}`);
    }
    const rival = conflicts.find((id) => id !== component && !ids.includes(id) && deployed.includes(id));
    if (rival !== undefined) {
      return refused(
        'component_conflict',
        `${component} ${version} excludes ${rival}, which is on the device`,
      );
    }
  }
  return done(null);
}
