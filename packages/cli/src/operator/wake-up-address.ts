import type { WakeUpAddress } from '@scomo/api';
import { InvalidArgumentError } from 'commander';

/** How `--wake-up` is written. */
export const WAKE_UP_FORMS = 'udp:HOST[:PORT] or mqtt';

/** One more `--wake-up` of a command line. Throws InvalidArgumentError. */
export function wakeUpAddress(text: string, before: readonly WakeUpAddress[] = []): readonly WakeUpAddress[] {
  const [, bearer, rest] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? [];
  if (bearer === 'udp' && rest !== undefined) return [...before, { bearer, address: rest }];
  if (bearer === 'mqtt' && rest === undefined) return [...before, { bearer }];
  throw new InvalidArgumentError(`write it as ${WAKE_UP_FORMS}`);
}

/** The same for people. */
export function wakeUpText(to: WakeUpAddress): string {
  return to.bearer === 'udp' ? `udp:${to.address}` : to.bearer;
}
