import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { dirname, join, resolve } from 'node:path';
import { ConfigError } from '../base/config-error.ts';
import { makeDirectory, writeDurably } from '../base/files.ts';
import { LIMITS } from '../base/limits.ts';
import { serverTls, type TlsConfig } from '../base/tls.ts';
import { ACCOUNT_SETTINGS, loadConfig, parseConfig, serverUrl } from '../config.ts';
import { wakeUpOption } from '../wake-up/wake-up-config.ts';
import { needed, PLACE_OPTIONS, readOptions } from './options.ts';
import { readRoot } from './read-root.ts';

/** Trades a one-time token for an account and writes configuration and trust root; a device that has accounts gets one more. */
export async function enrol(args: readonly string[]): Promise<number> {
  const options = readOptions(args, {
    ...PLACE_OPTIONS,
    server: { type: 'string' },
    token: { type: 'string' },
    'device-id': { type: 'string' },
    type: { type: 'string' },
    ca: { type: 'string' },
    'allow-http': { type: 'boolean', default: false },
    'wake-up': { type: 'string' },
    force: { type: 'boolean', default: false },
  });
  const allowHttp = options['allow-http'];
  const server = serverUrl(needed(options.server, 'server'), allowHttp);
  const path = resolve(options.config);
  const present =
    existsSync(path) && !options.force ? presentSettings(path, options['device-id']) : undefined;
  const wakeUp = options['wake-up'] === undefined ? undefined : wakeUpOption(options['wake-up']);
  const body = {
    token: needed(options.token, 'token'),
    deviceId: needed(options['device-id'], 'device-id'),
    ...(wakeUp && { wakeUp: [wakeUp.address] }),
  };
  const tls = options.ca === undefined ? {} : { ca: resolve(options.ca) };
  const answer = await postJson(new URL('/api/v1/enrol', server), body, tls);
  const { trustRoot: rootBase64, ...given } = answer;
  const { deviceId, ...account } = accountFields(given);
  if (present?.accounts.some(({ serverId }) => serverId === account.serverId))
    throw new ConfigError(`${path} has an account of ${account.serverId}: --force begins anew`);
  const rootName =
    present === undefined ? 'trust-root.json' : `trust-root-${present.accounts.length + 1}.json`;
  const trustRoot = join(dirname(path), rootName);
  const root = Buffer.from(String(rootBase64), 'base64');
  const trusted = readRoot(() => root, 'of the server');
  const added = {
    ...{ ...account, trustRoot, allowHttp },
    ...(options.ca === undefined ? {} : { tls }),
    ...(wakeUp && { wakeUp: wakeUp.setting }),
  };
  const settings = present === undefined ? { deviceId, ...added } : withAccount(present.settings, added);
  const config = parseConfig(settings).accounts.at(-1);
  if (config === undefined) throw new Error('a configuration without accounts');
  if (options.type !== undefined && options.type !== config.deviceType) {
    throw new ConfigError(`the token is for device type ${config.deviceType}, not ${options.type}`);
  }
  if (trusted.authority !== config.authority) {
    throw new ConfigError(
      `the server's trust root is of ${trusted.authority}, the account of ${config.authority}`,
    );
  }
  makeDirectory(dirname(path));
  writeDurably(trustRoot, root.toString('utf8'));
  writeDurably(path, `${JSON.stringify(settings, null, 2)}\n`);
  process.stdout.write(`enrolled ${config.deviceId} with ${config.serverUrl}; account in ${path}\n`);
  return 0;
}

/** The settings of a device that has accounts already: it stays who it is. Throws ConfigError. */
function presentSettings(path: string, deviceId: string | undefined) {
  const { accounts, deviceId: known } = loadConfig(path);
  if (deviceId !== known)
    throw new ConfigError(`${path} is of ${known}, not of ${deviceId}: --force begins anew`);
  return { accounts, settings: JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>> };
}

/** Settings with one more account. An account that stood there alone becomes the first of the list. */
function withAccount(settings: Readonly<Record<string, unknown>>, added: Readonly<Record<string, unknown>>) {
  const { accounts, ...shared } = settings;
  if (Array.isArray(accounts)) return { ...shared, accounts: [...accounts, added] };
  const own = (name: string) => (ACCOUNT_SETTINGS as readonly string[]).includes(name);
  const entries = Object.entries(shared);
  return {
    ...Object.fromEntries(entries.filter(([name]) => !own(name))),
    accounts: [Object.fromEntries(entries.filter(([name]) => own(name))), added],
  };
}

const ACCOUNT_FIELDS = [
  'deviceId',
  'deviceType',
  'authority',
  'serverUrl',
  'serverId',
  'clientName',
  'clientSecret',
  'serverSecret',
  'scheme',
  'downloadHosts',
] as const;

function accountFields(account: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    ACCOUNT_FIELDS.flatMap((name) => (account[name] === undefined ? [] : [[name, account[name]]])),
  );
}

function postJson(url: URL, body: unknown, tls: TlsConfig): Promise<Readonly<Record<string, unknown>>> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((done, failed) => {
    const request = send(url, {
      method: 'POST',
      headers,
      timeout: LIMITS.connectMs,
      agent: false,
      ...serverTls(tls),
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => failed(new ConfigError(`cannot reach ${url.origin}: ${error.message}`)));
    request.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        answer += part;
        if (answer.length > LIMITS.messageBytesMax) response.destroy(new Error('answer is too long'));
      });
      response.on('error', (error) => failed(new ConfigError(`answer of ${url.origin}: ${error.message}`)));
      response.on('end', () => {
        try {
          done(readAnswer(response.statusCode ?? 0, answer));
        } catch (error) {
          failed(error);
        }
      });
    });
    request.end(text);
  });
}

function readAnswer(status: number, text: string): Readonly<Record<string, unknown>> {
  let value: Readonly<Record<string, unknown>> = {};
  try {
    value = JSON.parse(text);
  } catch {
    throw new ConfigError(`the server said ${status}, and not in JSON`);
  }
  if (status >= 200 && status < 300) return value;
  throw new ConfigError(`the server refused (${status}): ${String(value.detail ?? value.title ?? '')}`);
}
