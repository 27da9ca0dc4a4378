import { type Account, a1Of, mac, type Scheme } from '@scomo/dm';
import { FLEET_LIMITS } from '../limits.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { FleetPorts } from '../ports.ts';

/** What an operator asks of an account; whatever is absent is made. design.md §5 */
export interface AuthRequest {
  readonly scheme: Scheme;
  readonly clientName?: string;
  readonly clientSecret?: string;
  readonly serverId?: string;
  readonly serverSecret?: string;
  /** For mtls: SHA-256 of the device's certificate, hex with or without colons. */
  readonly certificateFingerprint?: string;
}

/** Names and secrets of both directions, in clear: shown once, then only their digests are kept. */
export interface Credentials {
  readonly scheme: Scheme;
  readonly clientName: string;
  readonly clientSecret: string;
  readonly serverId: string;
  readonly serverSecret: string;
  /** Lower-case hex. */
  readonly certificateFingerprint?: string;
}

/** Credentials from what is asked for, or why they are too weak. security.md A1 */
export function makeCredentials(
  deviceId: string,
  legacy: boolean,
  auth: AuthRequest,
  env: { readonly ports: FleetPorts; readonly serverId: string },
): Outcome<Credentials> {
  const { scheme, certificateFingerprint } = auth;
  const serverId = auth.serverId ?? env.serverId;
  const bare = { scheme, clientName: '', clientSecret: '', serverId, serverSecret: '' };
  if (scheme === 'mtls') {
    const made = { ...bare, serverSecret: auth.serverSecret ?? env.ports.newSecret() };
    const strong = refuseWeak(deviceId, auth, made);
    return legacy || strong.ok ? withCertificate(made, certificateFingerprint) : strong;
  }
  if (certificateFingerprint !== undefined) {
    return refused(
      'validation_failed',
      `scheme ${scheme} uses no certificate`,
      '/auth/certificateFingerprint',
    );
  }
  if (scheme === 'none') {
    if (!legacy) return refused('legacy_only', 'scheme none is for legacy device types only', '/auth/scheme');
    return done(bare);
  }
  const credentials = {
    scheme,
    clientName: auth.clientName ?? deviceId,
    clientSecret: auth.clientSecret ?? env.ports.newSecret(),
    serverId,
    serverSecret: auth.serverSecret ?? env.ports.newSecret(),
  };
  if (scheme === 'hmac' && !mac.fitsMacHeader(credentials.clientName)) {
    return refused('validation_failed', `${mac.MAC_HEADER} cannot carry this name`, '/auth/clientName');
  }
  return legacy ? done(credentials) : refuseWeak(deviceId, auth, credentials);
}

/**
 * The certificate is all the proof: the server's own is the one of its TLS. Its secret is for wake-ups, which come
 * outside of TLS. spec/omadm.md §5.8, §6.1
 */
function withCertificate(bare: Credentials, given: string | undefined): Outcome<Credentials> {
  const certificateFingerprint = given?.replaceAll(':', '').toLowerCase();
  return certificateFingerprint !== undefined && /^[0-9a-f]{64}$/.test(certificateFingerprint)
    ? done({ ...bare, certificateFingerprint })
    : refused(
        'validation_failed',
        'scheme mtls needs the SHA-256 fingerprint of the certificate: openssl x509 -noout -fingerprint -sha256',
        '/auth/certificateFingerprint',
      );
}

/** The account as both engines read it. spec/omadm.md §5.2 */
export function accountOf(deviceId: string, credentials: Credentials, ports: FleetPorts): Account {
  const { scheme, clientName, clientSecret, serverId, serverSecret } = credentials;
  const certificate = credentials.certificateFingerprint;
  return {
    deviceId,
    serverId,
    incoming: {
      scheme,
      name: clientName,
      a1: clientSecret === '' ? '' : a1Of(clientName, clientSecret, ports.auth),
      nonces: [],
      ...(certificate === undefined ? {} : { certificate }),
    },
    outgoing: {
      scheme: scheme === 'mtls' ? 'none' : scheme,
      name: serverId,
      secret: serverSecret,
      nonce: '',
    },
  };
}

/** Only given secrets are looked at: one of ours may hold a short id by chance. */
function refuseWeak(deviceId: string, given: AuthRequest, credentials: Credentials): Outcome<Credentials> {
  for (const member of ['clientSecret', 'serverSecret'] as const) {
    const secret = given[member];
    const why = secret === undefined ? undefined : weakness(secret, deviceId);
    if (why !== undefined) return refused('weak_secret', `${member} ${why}`, `/auth/${member}`);
  }
  if (credentials.clientSecret === credentials.serverSecret) {
    return refused('weak_secret', 'each direction needs its own secret', '/auth/serverSecret');
  }
  return done(credentials);
}

function weakness(secret: string, deviceId: string): string | undefined {
  if (utf8Bytes(secret) < FLEET_LIMITS.secretBytesMin) {
    return `has fewer than ${FLEET_LIMITS.secretBytesMin} octets`;
  }
  const bare = deviceId.slice(deviceId.lastIndexOf(':') + 1);
  const parts = bare.length >= FLEET_LIMITS.bareIdCharsMin ? [deviceId, bare] : [deviceId];
  const lower = secret.toLowerCase();
  return parts.some((part) => lower.includes(part.toLowerCase())) ? 'contains the device id' : undefined;
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
