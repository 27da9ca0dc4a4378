import { bootstrap, type Scheme } from '@scomo/dm';
import type { AppAuth } from '@scomo/tree';
import { ConfigError } from '../base/config-error.ts';
import { bootstrapPorts } from '../base/node-crypto.ts';
import { type DeviceConfig, parseConfig } from '../config.ts';

/** The settings of a configuration file, as they stand there. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a bootstrap is judged by. */
export interface BootstrapCall {
  readonly offer: bootstrap.BootstrapOffer;
  readonly secrets: bootstrap.BootstrapSecrets;
  /** Settings that stay; the account among them is the present one. */
  readonly settings: Settings;
  /** The present accounts; undefined on a device that has none. */
  readonly present: DeviceConfig | undefined;
  /** Another server may take over. */
  readonly force: boolean;
}

/** What to tell the person at the device. */
const ADVICE: Readonly<Record<bootstrap.BootstrapRefusal, string>> = {
  unsigned: 'the Content-Type has no SEC or no MAC: unsigned documents are not taken',
  'unknown-method': 'SEC is none of NETWORKID, USERPIN, USERPIN_NETWORKID',
  'method-not-allowed':
    'anyone who knows an IMSI, or talks somebody out of a PIN, can sign so; bootstrap.weak in the configuration allows it',
  'weak-pin': 'the PIN holds less than 128 bits; bootstrap.weak in the configuration allows it',
  'no-secret': 'the method needs a PIN: --pin or --pin-file',
  'wrong-mac': 'the document was changed, or PIN or network secret are not those it was signed with',
  'used-before': 'each document is good once: have another one made',
  'other-server': 'the device belongs to another server; --force lets this one take over',
  'too-large': 'the document is too large',
  malformed: 'the document cannot be read',
  'no-account': 'the document holds no DM account',
  'several-accounts': 'the document holds more than one DM account',
  'bad-account': 'the account in the document cannot be used',
};

/** The settings with the account of the document and its MAC among the used ones. Throws ConfigError when it is refused. security.md A4 */
export function takeBootstrap({ offer, secrets, settings, present, force }: BootstrapCall): Settings {
  const used = present?.bootstrap.used ?? [];
  const policy = present?.bootstrap.weak === true ? bootstrap.WEAK_POLICY : bootstrap.STRICT_POLICY;
  const serverIds = present === undefined || force ? [] : present.accounts.map(({ serverId }) => serverId);
  const verdict = bootstrap.acceptBootstrap(
    offer,
    secrets,
    policy,
    { usedMacs: used, serverIds },
    bootstrapPorts,
  );
  if (verdict.kind === 'refused') throw refusal(verdict.reason, verdict.detail);
  const account = accountOf(verdict.profile);
  const before = present?.accounts.find(({ serverId }) => serverId === account.serverId);
  if (before !== undefined && !force && originOf(account.serverUrl) !== originOf(before.serverUrl))
    throw refusal('other-server', account.serverUrl);
  const next = {
    ...putAccount(settings, account),
    bootstrap: { weak: present?.bootstrap.weak ?? false, used: [...used, verdict.mac] },
  };
  parseConfig(next);
  return next;
}

/** The account in the place of the one it follows: of the only one, or of that server's in the list. */
function putAccount(settings: Settings, account: ReturnType<typeof accountOf>): Settings {
  const { accounts } = settings;
  if (!Array.isArray(accounts)) return { ...settings, ...account };
  if (!accounts.some(({ serverId }) => serverId === account.serverId))
    throw refusal('other-server', `${account.serverId} is none of the servers in accounts`);
  const next = accounts.map((one) => (one.serverId === account.serverId ? { ...one, ...account } : one));
  return { ...settings, accounts: next };
}

function refusal(reason: bootstrap.BootstrapRefusal, detail?: string): ConfigError {
  return new ConfigError(
    `refused (${reason}): ${ADVICE[reason]}${detail === undefined ? '' : ` [${detail}]`}`,
  );
}

/** Schemes by credential type. Without secrets (TRANSPORT) nothing would prove who the server is. */
const SCHEMES: Readonly<Record<AppAuth['type'], Scheme | undefined>> = {
  BASIC: 'basic',
  DIGEST: 'md5',
  HMAC: 'hmac',
  TRANSPORT: undefined,
};

/** The account as the configuration holds it: both sides prove themselves, in one way. spec/omadm.md §7.1 */
function accountOf(profile: bootstrap.BootstrapProfile) {
  const [client, server] = (['CLCRED', 'SRVCRED'] as const).map((level) =>
    profile.auth.find((one) => one.level === level),
  );
  if (client === undefined || server === undefined)
    throw refusal('bad-account', 'credentials of both sides are needed');
  const scheme = SCHEMES[client.type];
  if (scheme === undefined || server.type !== client.type)
    throw refusal('bad-account', `credentials ${client.type} and ${server.type}`);
  if (client.secret === '' || server.secret === '') throw refusal('bad-account', 'an empty secret');
  if (client.name === '') throw refusal('bad-account', 'no client name');
  if (server.name !== profile.serverId) throw refusal('bad-account', 'the server has another name');
  return {
    serverUrl: addressOf(profile),
    serverId: profile.serverId,
    clientName: client.name,
    clientSecret: client.secret,
    serverSecret: server.secret,
    scheme,
  };
}

function addressOf({ addr, port }: bootstrap.BootstrapProfile): string {
  const url = URL.parse(addr);
  if (url === null) throw refusal('bad-account', 'no web address');
  if (port !== undefined) url.port = String(port);
  return url.href;
}

function originOf(address: string): string {
  return new URL(address).origin;
}
