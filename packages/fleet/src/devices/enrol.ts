import { secondsAfter } from '../instant.ts';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device, Instant, WakeUpAddress } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { FleetPorts } from '../ports.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { createDevice } from './create-device.ts';
import type { Credentials } from './credentials.ts';

/** A one-time token; only its digest is kept. security.md A4 */
export async function createEnrolmentToken(
  request: { readonly deviceType: string; readonly expiresInSeconds?: number },
  env: UseCaseEnv,
): Promise<Outcome<{ readonly token: string; readonly deviceType: string; readonly expiresAt: Instant }>> {
  const { deviceType, expiresInSeconds = FLEET_LIMITS.enrolmentSecondsMax } = request;
  if ((await env.store.deviceType(deviceType)) === undefined) {
    return refused('device_type_unknown', `create ${deviceType} first: POST /device-types`, '/deviceType');
  }
  const token = env.ports.newSecret();
  const seconds = Math.min(expiresInSeconds, FLEET_LIMITS.enrolmentSecondsMax);
  const expiresAt = secondsAfter(env.ports.now(), seconds);
  const kept = await env.store.createEnrolment(digestOf(token, env.ports), deviceType, expiresAt);
  if (!kept) throw new Error('two enrolment tokens are the same: the random source is broken');
  return done({ token, deviceType, expiresAt });
}

/**
 * Trades a token for an account. The token is used up before anything else is looked at, so that without one
 * nobody learns which devices exist.
 */
export async function enrolDevice(
  request: { readonly token: string; readonly deviceId: string; readonly wakeUp?: readonly WakeUpAddress[] },
  env: UseCaseEnv,
): Promise<Outcome<{ readonly device: Device; readonly credentials: Credentials }>> {
  const taken = await env.store.takeEnrolment(digestOf(request.token, env.ports), env.ports.now());
  if (taken === undefined) return refused('enrolment_refused', 'the token is unknown, used or out of date');
  const { deviceId, wakeUp = [] } = request;
  // Whoever enrols this way speaks HMAC: no message of one session is of use in another, even without TLS.
  return createDevice({ deviceId, deviceType: taken.deviceType, wakeUp, auth: { scheme: 'hmac' } }, env);
}

function digestOf(token: string, ports: FleetPorts): string {
  return ports.sha256Hex(Uint8Array.from(token, (char) => char.charCodeAt(0)));
}
