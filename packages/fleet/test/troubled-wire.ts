import assert from 'node:assert/strict';
import type { Wire } from './real-device.ts';

/** What happens to one request of the device. */
export type Fate =
  | 'fine'
  /** It arrives twice. */
  | 'twice'
  /** Its reply is lost, the device repeats it. */
  | 'repeated'
  /** It is lost, or its reply is, and the device gives up the session. */
  | 'requestLost'
  | 'replyLost';

export const FATES: readonly Fate[] = [
  'fine',
  'fine',
  'fine',
  'fine',
  'twice',
  'repeated',
  'requestLost',
  'replyLost',
];

export class Lost extends Error {}

/** The wire with a fate for each request, in order; fine when they are used up. */
export function troubled(wire: Wire, fates: Fate[]): Wire {
  return {
    ...wire,
    async send(input) {
      const fate = fates.shift() ?? 'fine';
      if (fate === 'requestLost') throw new Lost('request');
      const first = await wire.send(input);
      if (fate === 'replyLost') throw new Lost('reply');
      if (fate === 'fine') return first;
      const second = await wire.send(input);
      assert.deepEqual(second, first);
      return second;
    },
  };
}
