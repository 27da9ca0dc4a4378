import { utf8Encode } from '@scomo/syncml';
import { a1Of } from '../auth/digests.ts';
import { LIMITS } from '../limits.ts';
import { concat } from '../octets.ts';
import { isSessionId } from './session-id-text.ts';
import {
  FIELD_BYTES,
  INITIATORS,
  type Initiator,
  type NotificationPorts,
  TRIGGER_VERSION,
  UI_MODES,
  type UiMode,
} from './trigger.ts';
import { triggerDigest } from './trigger-digest.ts';

/** What a notification is built from. */
export interface TriggerFacts {
  readonly serverId: string;
  /** Secret by which the server proves itself (SRVCRED). */
  readonly secret: string;
  /** Base64: the newest nonce that the device gave for the server's proof. */
  readonly nonce: string;
  /** 1..65535, another one for each trigger; the same for a trigger that is sent again. */
  readonly sessionId: number;
  readonly uiMode: UiMode;
  readonly initiator: Initiator;
  readonly vendor?: Uint8Array;
}

/**
 * Package #0 in the format of DM 1.2: digest, fields, server id, vendor octets.
 * @throws Error for a server id that is empty or over 23 octets, a session id outside of 1..65535, too many vendor octets.
 * spec/omadm.md §6.1
 */
export function buildTrigger(facts: TriggerFacts, ports: Pick<NotificationPorts, 'md5'>): Uint8Array {
  const { serverId, secret, nonce, sessionId, vendor = new Uint8Array() } = facts;
  const name = utf8Encode(serverId);
  if (name.length === 0) throw new Error('a notification needs a server id');
  if (name.length > LIMITS.triggerServerIdBytesMax) {
    throw new Error(
      `server id of ${name.length} octets: clients take at most ${LIMITS.triggerServerIdBytesMax} in a notification`,
    );
  }
  if (!isSessionId(sessionId)) throw new Error(`session id ${sessionId} is not within 1..65535`);
  const fields = fieldsOf(facts, name.length);
  const trigger = concat(fields, name, vendor);
  const whole = concat(triggerDigest(a1Of(serverId, secret, ports), nonce, trigger, ports), trigger);
  if (whole.length > LIMITS.notificationBytesMax) {
    throw new Error(`notification of ${whole.length} octets, at most ${LIMITS.notificationBytesMax}`);
  }
  return whole;
}

/** version(10) uiMode(2) initiator(1) reserved(27) sessionId(16) length(8) */
function fieldsOf(facts: TriggerFacts, length: number): Uint8Array {
  const fields = new Uint8Array(FIELD_BYTES);
  const ui = UI_MODES.indexOf(facts.uiMode);
  fields[0] = TRIGGER_VERSION >> 2;
  fields[1] = ((TRIGGER_VERSION & 3) << 6) | (ui << 4) | (INITIATORS.indexOf(facts.initiator) << 3);
  fields[5] = facts.sessionId >> 8;
  fields[6] = facts.sessionId & 0xff;
  fields[7] = length;
  return fields;
}
