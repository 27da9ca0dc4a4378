import type { Device } from '../model.ts';
import type { Learnt, Mark, Profile } from './profile.ts';
import { PROFILES } from './profiles.ts';

type Facts = Readonly<Partial<Record<Mark, string>>>;

/** Taken apart once: every turn of every device asks. */
const SIGNS = PROFILES.map((profile) => ({
  profile,
  signs: profile.signs.map((sign) => Object.entries(sign) as [Mark, RegExp][]),
}));

/** The first profile with a sign that DevInfo and learnt facts match; the last one matches all. */
export function recognise(info: Readonly<Record<string, string>>, learnt: Learnt = {}): Profile {
  const facts: Facts = { ...info, ...learnt };
  const found = SIGNS.find(({ signs }) =>
    signs.some((sign) => sign.every(([mark, pattern]) => pattern.test(facts[mark] ?? ''))),
  );
  return found?.profile ?? usual();
}

/** The profile of a device: what its type says, else what is recognised. A client without lists has none in any profile. */
export function profileOf({
  info,
  learnt,
  typeProfile,
}: Pick<Device, 'info' | 'learnt' | 'typeProfile'>): Profile {
  const profile = PROFILES.find(({ name }) => name === typeProfile) ?? recognise(info, learnt);
  if (learnt?.lists !== 'refused' || !profile.ways.lists) return profile;
  return { ...profile, ways: { ...profile.ways, lists: false } };
}

function usual(): Profile {
  const last = PROFILES.at(-1);
  if (last === undefined) throw new Error('there is no profile');
  return last;
}
