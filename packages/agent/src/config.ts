import { readFileSync } from 'node:fs';
import type { Scheme } from '@scomo/dm';
import type { Encoding } from '@scomo/syncml';
import { parseAcl, parseUri } from '@scomo/tree';
import { ConfigError } from './base/config-error.ts';
import { LIMITS } from './base/limits.ts';
import type { TlsConfig } from './base/tls.ts';

import { isLoopback } from './download/url-rules.ts';
import { type InstallersConfig, readInstallers } from './installers/installers-config.ts';
import { type PageConfig, readPage } from './page/page-config.ts';
import { readWakeUp, type WakeUpConfig } from './wake-up/wake-up-config.ts';

/** One account of the device, with the settings that all its accounts share. docs/authorities.md */
export interface AgentConfig {
  readonly serverUrl: string;
  readonly deviceId: string;
  readonly deviceType: string;
  /** Management authority whose packages are taken. */
  readonly authority: string;
  readonly serverId: string;
  readonly clientName: string;
  readonly clientSecret: string;
  /** What the server proves itself with. */
  readonly serverSecret: string;
  readonly scheme: Scheme;
  readonly encoding: Encoding;
  readonly pollSeconds: number;
  readonly consent: ConsentConfig;
  /** Of the End User, BCP 47; that of the system when it is not said. */
  readonly language: string;
  /** `.root.json` file of the authority. */
  readonly trustRoot: string;
  readonly installers: InstallersConfig;
  readonly preflight: PreflightConfig;
  readonly tls: TlsConfig;
  /** Plain http also to other machines. */
  readonly allowHttp: boolean;
  /** Further hosts that packages may come from. */
  readonly downloadHosts: readonly string[];
  /** The owner's word on who may do what: ACL by node of a fresh tree, e.g. `{"./SCOMO/Download": "Get=*"}`. */
  readonly acl: Readonly<Record<string, string>>;
  /** Octets of one DM message that the device takes. spec/omadm.md §1.3 */
  readonly maxMsgSize: number;
  /** Where triggers of the server are listened for; nowhere unless it is said. */
  readonly wakeUp: WakeUpConfig;
  readonly bootstrap: BootstrapConfig;
  /** Version of the SCOMO object that servers see. Only 1.1 has the interval of the check for updates. spec/scomo.md §3.3 */
  readonly moVersion: '1.0' | '1.1';
  readonly reboot: RebootConfig;
  /** Seconds of one unit of CheckUpdateFreq. */
  readonly checkUnitSeconds: number;
  /** Triggers signed with the zero nonce are taken, and answered with it. spec/omadm.md §5.7 */
  readonly resync: boolean;
}

/** The agent's settings and accounts, one JSON file that only its owner can read. As itself it is the first account. */
export interface DeviceConfig extends AgentConfig {
  /** One for each server that manages the device. */
  readonly accounts: readonly AgentConfig[];
}

/** What is done about the leaf Reboot of version 1.1. spec/scomo.md §3.3 */
export interface RebootConfig {
  /** Program and arguments; absent: the device is never rebooted, and reports say so. */
  readonly command?: readonly string[];
  /** What the values of the leaf mean, in relation to the installation. */
  readonly policy: Readonly<Record<string, RebootTime>>;
}

const REBOOT_TIMES = ['never', 'before', 'after', 'both'] as const;
type RebootTime = (typeof REBOOT_TIMES)[number];
/** No specification has the values: these are ours. */
const REBOOT_POLICY: RebootConfig['policy'] = { '0': 'never', '1': 'before', '2': 'after', '3': 'both' };

/** What the device must have before anything is fetched or changed. */
export interface PreflightConfig {
  /** Least charge of the battery, where there is no mains power. */
  readonly batteryPercent?: number;
  /** Folder where the kernel tells of power supplies. */
  readonly powerSupplies: string;
}

/** How bootstrap documents are taken, and which were: in the one file that a new account is written to. security.md A4 */
export interface BootstrapConfig {
  /** Documents signed with a known IMSI or a short PIN are taken too. */
  readonly weak: boolean;
  /** MACs of the documents that were taken; each is good once. */
  readonly used: readonly string[];
}

export interface ConsentConfig {
  /** File with a standing answer, read again for each question. */
  readonly policyFile?: string;
  /** The page on this machine; none unless it is said. */
  readonly page?: PageConfig;
}

/** Reads and checks the file. Throws ConfigError. */
export function loadConfig(path: string): DeviceConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`cannot read the configuration: ${why}. Enrol first: scomo-agent enrol --help`);
  }
  try {
    return parseConfig(JSON.parse(text));
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${path}: ${error.message}`);
    throw new ConfigError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Settings that each account may have for itself; what it leaves out is as it stands outside of `accounts`. */
export const ACCOUNT_SETTINGS = [
  'serverUrl',
  'deviceType',
  'authority',
  'serverId',
  'clientName',
  'clientSecret',
  'serverSecret',
  'scheme',
  'encoding',
  'pollSeconds',
  'trustRoot',
  'allowHttp',
  'downloadHosts',
  'tls',
  'wakeUp',
  'maxMsgSize',
  'resync',
] as const;

const DEVICE_SETTINGS = [
  'deviceId',
  'consent',
  'language',
  'installers',
  'preflight',
  'acl',
  'bootstrap',
  'moVersion',
  'reboot',
  'checkUnitSeconds',
] as const;

const OF_ACCOUNT: ReadonlySet<string> = new Set(ACCOUNT_SETTINGS);
const KNOWN: ReadonlySet<string> = new Set([...ACCOUNT_SETTINGS, ...DEVICE_SETTINGS]);

/** The settings in a JSON value: one account as it stands there, or several in `accounts`. Throws ConfigError. */
export function parseConfig(value: unknown): DeviceConfig {
  const { accounts: listed, ...shared } = objectOf(value, 'configuration');
  if (listed === undefined) {
    const only = readAccount(shared);
    return { ...only, accounts: [only] };
  }
  const accounts = accountsOf(listed, shared);
  const [first] = accounts;
  if (first === undefined) throw new ConfigError('accounts must hold at least one account');
  return { ...first, accounts };
}

/** Servers are told apart by their ServerID: in ACLs, in triggers, in the journal. */
function accountsOf(listed: unknown, shared: Fields): readonly AgentConfig[] {
  if (!Array.isArray(listed) || listed.length > LIMITS.accountsMax)
    throw new ConfigError(`accounts must be a list of 1 to ${LIMITS.accountsMax} accounts`);
  const accounts = listed.map((entry, i) => {
    const own = objectOf(entry, `accounts[${i}]`);
    for (const name of Object.keys(own)) {
      if (!OF_ACCOUNT.has(name)) throw new ConfigError(`accounts[${i}].${name} is no setting of an account`);
    }
    try {
      return readAccount({ ...shared, ...own });
    } catch (error) {
      throw error instanceof ConfigError ? new ConfigError(`accounts[${i}]: ${error.message}`) : error;
    }
  });
  onlyOnce(accounts, 'serverId', ({ serverId }) => serverId);
  onlyOnce(accounts, 'wakeUp.udp', ({ wakeUp: { udp } }) => udp && `${udp.host}:${udp.port}`);
  return accounts;
}

function onlyOnce(
  accounts: readonly AgentConfig[],
  name: string,
  of: (account: AgentConfig) => string | undefined,
): void {
  const values = accounts.flatMap((account) => of(account) ?? []);
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new ConfigError(`two accounts have the ${name} ${twice}`);
}

function readAccount(fields: Fields): AgentConfig {
  for (const name of Object.keys(fields))
    if (!KNOWN.has(name)) throw new ConfigError(`${name} is no setting`);
  const allowHttp = oneOf(fields, 'allowHttp', [false, true], false);
  const scheme = oneOf(fields, 'scheme', ['md5', 'hmac', 'mtls', 'basic', 'none'] as const, 'md5');
  const open = scheme === 'none' || scheme === 'mtls';
  const secret = (name: string) => (open ? text(fields, name, '') : text(fields, name));
  const { policyFile, page: pageFields, ...others } = objectOf(fields.consent ?? {}, 'consent');
  for (const name of Object.keys(others)) throw new ConfigError(`consent.${name} is not known`);
  const page = readPage(pageFields);
  if (policyFile !== undefined && typeof policyFile !== 'string') {
    throw new ConfigError('consent.policyFile must be the path of a file');
  }
  return {
    serverUrl: serverUrl(text(fields, 'serverUrl'), allowHttp),
    deviceId: text(fields, 'deviceId'),
    deviceType: text(fields, 'deviceType'),
    authority: text(fields, 'authority'),
    serverId: text(fields, 'serverId'),
    clientName: secret('clientName'),
    clientSecret: secret('clientSecret'),
    serverSecret: secret('serverSecret'),
    scheme,
    encoding: oneOf(fields, 'encoding', ['wbxml', 'xml'] as const, 'wbxml'),
    pollSeconds: seconds(fields.pollSeconds),
    consent: { ...(policyFile !== undefined && { policyFile }), ...(page !== undefined && { page }) },
    language: languageTag(fields.language),
    trustRoot: text(fields, 'trustRoot'),
    installers: readInstallers(fields.installers),
    preflight: preflightRules(fields.preflight),
    tls: tlsFiles(fields, scheme),
    allowHttp,
    downloadHosts: hosts(fields.downloadHosts),
    acl: accessRules(fields.acl),
    maxMsgSize: messageOctets(fields.maxMsgSize),
    wakeUp: readWakeUp(fields.wakeUp, {
      hasSecret: secret('serverSecret') !== '',
      allowPlain: allowHttp,
      scheme,
      hasTls: fields.tls !== undefined && Object.keys(objectOf(fields.tls, 'tls')).length > 0,
    }),
    bootstrap: bootstrapRules(fields.bootstrap),
    moVersion: oneOf(fields, 'moVersion', ['1.0', '1.1'] as const, '1.0'),
    reboot: rebootRules(fields.reboot),
    checkUnitSeconds: unitSeconds(fields.checkUnitSeconds),
    resync: oneOf(fields, 'resync', [false, true], false),
  };
}

function rebootRules(value: unknown = {}): RebootConfig {
  const { command, policy = REBOOT_POLICY, ...others } = objectOf(value, 'reboot');
  for (const name of Object.keys(others)) throw new ConfigError(`reboot.${name} is not known`);
  const map = objectOf(policy, 'reboot.policy');
  const times = Object.fromEntries(
    Object.keys(map).map((name) => [name, oneOf(map, name, REBOOT_TIMES, 'never')]),
  );
  if (command === undefined) return { policy: times };
  if (!Array.isArray(command) || command.length === 0 || !command.every((each) => typeof each === 'string'))
    throw new ConfigError('reboot.command must be a list such as ["systemctl", "reboot"]');
  return { command, policy: times };
}

function objectOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ConfigError(`${name} must be an object`);
}

function text(fields: Fields, name: string, instead?: string): string {
  const value = fields[name] ?? instead;
  if (typeof value === 'string' && (value !== '' || instead !== undefined)) return value;
  throw new ConfigError(`${name} must be a text that is not empty`);
}

function oneOf<T>(fields: Fields, name: string, values: readonly T[], instead: T): T {
  const value = fields[name] ?? instead;
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new ConfigError(`${name} must be one of ${values.join(', ')}`);
}

/** The DM address: https, or http to this machine (or anywhere, when `allowHttp` is set). Throws ConfigError. */
export function serverUrl(address: string, allowHttp: boolean): string {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ConfigError(`serverUrl must be an https address, not ${JSON.stringify(address)}`);
  }
  if (url.username !== '' || url.password !== '')
    throw new ConfigError('serverUrl must not hold credentials');
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    throw new ConfigError(
      'serverUrl must be https: http goes to this machine only, or set allowHttp to true',
    );
  }
  return url.href;
}

const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

function languageTag(value: unknown): string {
  if (value === undefined) return systemLanguage(process.env);
  if (typeof value === 'string' && LANGUAGE.test(value)) return value;
  throw new ConfigError('language must be a tag such as de or pt-BR');
}

/** As the environment tells it; asking `Intl` would keep 5 MB of its tables in memory. */
export function systemLanguage({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): string {
  const locale = LC_ALL || LC_MESSAGES || LANG || '';
  const tag = locale.replace(/[.@].*$/, '').replaceAll('_', '-');
  return LANGUAGE.test(tag) ? tag : 'en';
}

function messageOctets(value: unknown): number {
  const { messageBytesMin: min, messageBytesMax: max } = LIMITS;
  if (value === undefined) return max;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ConfigError(`maxMsgSize must be a whole number from ${min} to ${max}`);
}

function seconds(value: unknown = 3600): number {
  if (typeof value === 'number' && value >= 1 && value <= 30 * 86_400) return value;
  throw new ConfigError('pollSeconds must be a number from 1 to 2592000');
}

function unitSeconds(value: unknown = 3600): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 86_400) return value;
  throw new ConfigError('checkUnitSeconds must be a whole number from 1 to 86400');
}

function tlsFiles(fields: Fields, scheme: Scheme): TlsConfig {
  const { ca, cert, key, ...others } = objectOf(fields.tls ?? {}, 'tls');
  for (const name of Object.keys(others)) throw new ConfigError(`tls.${name} is not known`);
  for (const [name, path] of Object.entries({ ca, cert, key })) {
    if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) {
      throw new ConfigError(`tls.${name} must be the absolute path of a PEM file`);
    }
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConfigError('tls.cert and tls.key belong together: set both or none');
  }
  if (scheme === 'mtls' && (cert === undefined || !String(fields.serverUrl).startsWith('https:'))) {
    throw new ConfigError('scheme mtls needs tls.cert, tls.key and a serverUrl of https');
  }
  return Object.fromEntries(Object.entries({ ca, cert, key }).filter(([, path]) => path !== undefined));
}

function hosts(value: unknown = []): readonly string[] {
  if (
    Array.isArray(value) &&
    value.every((host) => typeof host === 'string' && /^[a-z0-9.:[\]-]+$/.test(host))
  ) {
    return value;
  }
  throw new ConfigError('downloadHosts must be a list of host names in lower case');
}

function accessRules(value: unknown = {}): Readonly<Record<string, string>> {
  const rules = objectOf(value, 'acl');
  for (const [uri, acl] of Object.entries(rules)) {
    if (typeof parseUri(uri) === 'number') throw new ConfigError(`acl: ${uri} is no node`);
    if (typeof acl !== 'string' || parseAcl(acl) === undefined) {
      throw new ConfigError(`acl: ${uri} needs a text such as "Get=*&Exec=scomo"`);
    }
  }
  return rules as Readonly<Record<string, string>>;
}

function preflightRules(value: unknown = {}): PreflightConfig {
  const {
    batteryPercent,
    powerSupplies = '/sys/class/power_supply',
    ...others
  } = objectOf(value, 'preflight');
  for (const name of Object.keys(others)) throw new ConfigError(`preflight.${name} is not known`);
  if (typeof powerSupplies !== 'string' || !powerSupplies.startsWith('/'))
    throw new ConfigError('preflight.powerSupplies must be an absolute path');
  if (batteryPercent === undefined) return { powerSupplies };
  if (typeof batteryPercent !== 'number' || !(batteryPercent >= 1 && batteryPercent <= 100))
    throw new ConfigError('preflight.batteryPercent must be a number from 1 to 100');
  return { batteryPercent, powerSupplies };
}

function bootstrapRules(value: unknown = {}): BootstrapConfig {
  const { weak = false, used = [], ...others } = objectOf(value, 'bootstrap');
  for (const name of Object.keys(others)) throw new ConfigError(`bootstrap.${name} is not known`);
  if (typeof weak !== 'boolean') throw new ConfigError('bootstrap.weak must be true or false');
  if (Array.isArray(used) && used.every((mac) => typeof mac === 'string' && /^[0-9A-F]{40}$/.test(mac)))
    return { weak, used };
  throw new ConfigError('bootstrap.used must be a list of MACs');
}
