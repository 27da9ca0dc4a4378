import { type Account, bootstrap, type Scheme } from '@scomo/dm';
import { utf8Encode } from '@scomo/syncml';
import type { AppAuth } from '@scomo/tree';
import { FLEET_LIMITS } from '../limits.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { FleetPorts, TurnState } from '../ports.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { accountOf, type Credentials } from './credentials.ts';

export interface BootstrapRequest {
  readonly profile: bootstrap.ProfileKind;
  readonly sec: bootstrap.SecMethod;
  /** Made when absent: 128 bits. */
  readonly pin?: string;
  /** Network secret as text; the device id when neither this nor `imsi` is given. */
  readonly networkId?: string;
  /** Network secret as the semi-octets of an IMSI. */
  readonly imsi?: string;
  /** For a device that has signed in before: its old secrets are void from now on. */
  readonly replace?: boolean;
}

/** A signed document, and what the device's owner must be told on another way. */
export interface BootstrapDocument {
  readonly document: Uint8Array;
  readonly contentType: string;
  readonly mac: string;
  /** Only when it was made here. */
  readonly pin?: string;
  readonly account: Pick<Credentials, 'scheme' | 'clientName' | 'serverId'> & { readonly serverUrl: string };
}

/**
 * Gives the account of a device new secrets and writes them into a signed document. There is never more than one set
 * of secrets that works: that of the newest document. spec/omadm.md §6.4, §6.5, security.md A4
 */
export async function bootstrapDevice(
  deviceId: string,
  request: BootstrapRequest,
  serverUrl: string,
  env: UseCaseEnv,
): Promise<Outcome<BootstrapDocument>> {
  if (request.sec === 'NETWORKID' && request.networkId === undefined && request.imsi === undefined)
    return refused('validation_failed', 'NETWORKID needs networkId or imsi', '/networkId');
  const made = request.sec !== 'NETWORKID' && request.pin === undefined;
  const pin = made ? newPin(env.ports) : request.pin;
  for (let tries = 0; tries < FLEET_LIMITS.savesMax; tries += 1) {
    const state = await env.store.loadTurn(deviceId);
    if (state === undefined) return refused('not_found', `there is no device ${deviceId}`);
    const fault = (await weakFault(state, request, pin, env)) ?? seenFault(state, request);
    if (fault !== undefined) return fault;
    const credentials = freshCredentials(state.account, env.ports);
    if (credentials === undefined) {
      const { scheme } = state.account.incoming;
      return refused('not_bootstrappable', `an account with scheme ${scheme} has no secrets to hand over`);
    }
    const signed = sign(deviceId, request, pin, { ...credentials, serverUrl }, env.ports);
    if (!signed.ok) return signed;
    const account = accountOf(deviceId, credentials, env.ports);
    // A session that is under way with the old secrets ends here.
    // Secrets on their way to the device since a resynchronisation are worth nothing from now on.
    const rotation = state.rotation && { usedAt: state.rotation.usedAt };
    const kept = { account, ...(rotation === undefined ? {} : { rotation }) };
    const save = { deviceId, revision: state.revision, ...kept, session: null, seenAt: null };
    if ((await env.store.saveTurn(save)) === 'stale') continue;
    const { scheme, clientName, serverId } = credentials;
    return done({
      ...signed.value,
      ...(made && pin !== undefined && { pin }),
      account: { scheme, clientName, serverId, serverUrl },
    });
  }
  return refused('device_busy', `${deviceId} is in a session: try again`);
}

/** 128 random bits in hexadecimal digits. */
function newPin(ports: FleetPorts): string {
  return ports.sha256Hex(Uint8Array.from(ports.newSecret(), (char) => char.charCodeAt(0))).slice(0, 32);
}

async function weakFault(
  { device }: TurnState,
  { sec }: BootstrapRequest,
  pin: string | undefined,
  { store }: UseCaseEnv,
): Promise<Outcome<never> | undefined> {
  const type = await store.deviceType(device.deviceType);
  const policy = type?.weakBootstrap === true ? bootstrap.WEAK_POLICY : bootstrap.STRICT_POLICY;
  const weak = bootstrap.weakness(sec, pin, policy);
  if (weak === undefined) return undefined;
  const advice = `device type ${device.deviceType} takes only USERPIN_NETWORKID with a PIN of 128 bits`;
  return weak === 'weak-pin'
    ? refused('weak_bootstrap', `the PIN is too short: ${advice}`, '/pin')
    : refused('weak_bootstrap', `anyone can sign with ${sec}: ${advice}`, '/sec');
}

function seenFault({ device }: TurnState, { replace }: BootstrapRequest): Outcome<never> | undefined {
  if (device.lastSeenAt === undefined || replace === true) return undefined;
  const detail = `the device has signed in at ${device.lastSeenAt}: with replace its present secrets end at once`;
  return refused('device_in_use', detail);
}

/** The account as it is, with new secrets; undefined for one without secrets. */
function freshCredentials({ serverId, incoming }: Account, ports: FleetPorts): Credentials | undefined {
  const { scheme, name } = incoming;
  if (AUTH_TYPE[scheme] === undefined) return undefined;
  const clientSecret = ports.newSecret();
  return { scheme, clientName: name, clientSecret, serverId, serverSecret: ports.newSecret() };
}

/** Credential types of an account by scheme; the other schemes have no secrets. spec/omadm.md §7.1 */
const AUTH_TYPE: Readonly<Partial<Record<Scheme, AppAuth['type']>>> = {
  basic: 'BASIC',
  md5: 'DIGEST',
  hmac: 'HMAC',
};

function sign(
  deviceId: string,
  request: BootstrapRequest,
  pin: string | undefined,
  account: Credentials & { readonly serverUrl: string },
  ports: FleetPorts,
): Outcome<Pick<BootstrapDocument, 'document' | 'contentType' | 'mac'>> {
  const { profile: kind, sec, imsi, networkId = deviceId } = request;
  const network = imsi === undefined ? utf8Encode(networkId) : bootstrap.imsiKey(imsi);
  const key = bootstrap.macKey(kind, sec, { ...(pin !== undefined && { pin }), networkId: network });
  if (key === undefined) return refused('validation_failed', `${sec} needs a PIN`, '/pin');
  try {
    const profile = profileOf(account);
    const document =
      kind === 'dm' ? bootstrap.buildDmProfile(profile, deviceId) : bootstrap.buildCpProfile(profile);
    const mac = bootstrap.macOf(key, document, ports);
    const contentType = kind === 'dm' ? bootstrap.dmContentType(sec, mac) : bootstrap.cpContentType(sec, mac);
    return done({ document, contentType, mac });
  } catch (error) {
    if (!(error instanceof bootstrap.BootstrapError)) throw error;
    return refused('not_bootstrappable', error.message);
  }
}

function profileOf(account: Credentials & { readonly serverUrl: string }): bootstrap.BootstrapProfile {
  const { scheme, clientName, clientSecret, serverId, serverSecret, serverUrl } = account;
  const type = AUTH_TYPE[scheme];
  if (type === undefined) throw new Error(`an account with scheme ${scheme} is refused before`);
  const data = new Uint8Array();
  return {
    node: 'main',
    serverId,
    name: serverId,
    addr: serverUrl,
    authPref: type,
    auth: [
      { level: 'CLCRED', type, name: clientName, secret: clientSecret, data },
      { level: 'SRVCRED', type, name: serverId, secret: serverSecret, data },
    ],
  };
}
