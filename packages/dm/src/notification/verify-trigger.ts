import { base64Encode } from '@scomo/syncml';
import type { NotificationPorts, Trigger } from './trigger.ts';
import { triggerDigest } from './trigger-digest.ts';

/** What a device holds to check that a notification is its server's. */
export interface TriggerSecrets {
  readonly serverId: string;
  /** `B64(H(serverId:secret))` of the secret by which the server proves itself (SRVCRED). */
  readonly a1: string;
  /** Base64 nonces that the server may have used: current first. */
  readonly nonces: readonly string[];
}

/** True when the notification names this server and its digest fits one of the nonces. spec/omadm.md §5.2, §6.1 */
export function verifyTrigger(trigger: Trigger, secrets: TriggerSecrets, ports: NotificationPorts): boolean {
  const { serverId, a1, nonces } = secrets;
  if (trigger.serverId !== serverId) return false;
  const given = base64Encode(trigger.digest);
  return nonces.some((nonce) =>
    ports.equal(base64Encode(triggerDigest(a1, nonce, trigger.octets, ports)), given),
  );
}
