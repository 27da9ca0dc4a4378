import type { WakeUpAddress } from '@scomo/api';
import { InvalidArgumentError } from 'commander';

/** How `--wake-up` is written. */
export const WAKE_UP_FORMS = 'udp:HOST[:PORT], mqtt, websocket, smpp:NUMBER or pap:NUMBER';

/** One more `--wake-up` of a command line. Throws InvalidArgumentError. */
export function wakeUpAddress(text: string, before: readonly WakeUpAddress[] = []): readonly WakeUpAddress[] {
  const [, bearer, rest] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? [];
  if (bearer === 'udp' && rest !== undefined) return [...before, { bearer, address: rest }];
  if ((bearer === 'pap' || bearer === 'smpp') && rest !== undefined)
    return [...before, { bearer, msisdn: rest }];
  if ((bearer === 'mqtt' || bearer === 'websocket') && rest === undefined) return [...before, { bearer }];
  throw new InvalidArgumentError(`write it as ${WAKE_UP_FORMS}`);
}

/** The same for people. */
export function wakeUpText(to: WakeUpAddress): string {
  if (to.bearer === 'udp') return `udp:${to.address}`;
  return 'msisdn' in to ? `${to.bearer}:${to.msisdn}` : to.bearer;
}
