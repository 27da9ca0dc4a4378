import type { Message } from '@scomo/syncml';
import fc from 'fast-check';
import { arbitraryMessage } from './arbitrary-message.ts';

/** Messages of every kind, made at random: the same for the same seed. */
export function sampleMessages(seed: number, count: number): readonly Message[] {
  return fc.sample(arbitraryMessage, { seed, numRuns: count });
}
