import { utf8Decode } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import { DIGEST_BYTES, FIELD_BYTES, INITIATORS, type Trigger, UI_MODES } from './trigger.ts';

/**
 * Takes a Package #0 apart; undefined when it is none: too short or too long, a server id that is empty, not UTF-8 or
 * longer than what is left, session id 0. Any version passes, reserved bits are ignored. spec/omadm.md §6.1
 */
export function readTrigger(bytes: Uint8Array): Trigger | undefined {
  if (bytes.length > LIMITS.notificationBytesMax) return undefined;
  const [a, b, , , , high, low, length] = bytes.subarray(DIGEST_BYTES);
  if (a === undefined || b === undefined || high === undefined || low === undefined) return undefined;
  const nameStart = DIGEST_BYTES + FIELD_BYTES;
  if (length === undefined || length === 0 || nameStart + length > bytes.length) return undefined;
  const serverId = utf8Decode(bytes.subarray(nameStart, nameStart + length));
  const uiMode = UI_MODES[(b >> 4) & 3];
  const initiator = INITIATORS[(b >> 3) & 1];
  const sessionId = (high << 8) | low;
  if (serverId === undefined || uiMode === undefined || initiator === undefined || sessionId === 0) {
    return undefined;
  }
  return {
    digest: bytes.slice(0, DIGEST_BYTES),
    octets: bytes.slice(DIGEST_BYTES),
    version: (a << 2) | (b >> 6),
    uiMode,
    initiator,
    sessionId,
    serverId,
    vendor: bytes.slice(nameStart + length),
  };
}
