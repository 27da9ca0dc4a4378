import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { type BucketConfig, readBucket } from './bucket/bucket-config.ts';

export interface ServerConfig {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** Origin under which devices and operators reach us; made from host and port when absent. */
  readonly publicUrl?: string;
  readonly dataDir: string;
  /** PostgreSQL of the operator's own; the embedded server when absent. */
  readonly databaseUrl?: string;
  /** Devices may come over plain HTTP from other machines: TLS ends in front of us. */
  readonly plaintext: boolean;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly trustRootFile: string;
  readonly logLevel: string;
  /** From one address that is not loopback; raise it behind NAT. security.md §4.3 */
  readonly connectionsPerAddress: number;
  /** Our name towards devices. */
  readonly serverId: string;
  /** Broker for wake-ups, with credentials. */
  readonly mqttUrl?: string;
  /** Push proxy gateway for wake-ups by short message, with credentials. */
  readonly papUrl?: string;
  /** SMS centre for wake-ups, with credentials. */
  readonly smppUrl?: string;
  /** Bucket that packages are fetched from. */
  readonly bucket?: BucketConfig;
  /** Over all servers of one database. security.md P15 */
  readonly wakeUpsPerSecond: number;
}

/** The environment does not make sense; one line for each fault. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Configuration from environment variables. Throws `ConfigError` that names every fault. design.md §5 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const faults: string[] = [];
  const text = (name: string, fallback: string): string => env[name] || fallback;
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const value = env[name] ? Number(env[name]) : fallback;
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    faults.push(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(env[name])}`);
    return fallback;
  };
  const host = text('SCOMO_HOST', '127.0.0.1');
  const tls = tlsFiles(env, faults);
  const publicUrl = originOf(env.SCOMO_PUBLIC_URL, faults);
  const plaintext = env.SCOMO_ALLOW_PLAINTEXT_DM === '1';
  checkExposure(host, tls !== undefined, publicUrl, plaintext, faults);
  const databaseUrl = env.SCOMO_DATABASE_URL;
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    faults.push('SCOMO_DATABASE_URL must begin with postgresql://');
  }
  const logLevel = text('SCOMO_LOG_LEVEL', 'info');
  if (logLevel !== 'silent' && !Object.hasOwn(pino.levels.values, logLevel)) {
    faults.push(`SCOMO_LOG_LEVEL must be silent or one of ${Object.keys(pino.levels.values).join(', ')}`);
  }
  const dataDir = resolve(text('SCOMO_DATA_DIR', 'data'));
  const mqttUrl = env.SCOMO_MQTT_URL;
  if (mqttUrl && !/^(mqtts?|wss?):\/\//.test(mqttUrl)) {
    faults.push('SCOMO_MQTT_URL must begin with mqtts:// or mqtt://');
  }
  const papUrl = env.SCOMO_PAP_URL;
  if (papUrl && !/^https?:\/\//.test(papUrl))
    faults.push('SCOMO_PAP_URL must begin with https:// or http://');
  const smppUrl = env.SCOMO_SMPP_URL;
  if (smppUrl && !/^smpps?:\/\//.test(smppUrl))
    faults.push('SCOMO_SMPP_URL must begin with smpps:// or smpp://');
  const bucket = readBucket(env, faults);
  const config: ServerConfig = {
    host,
    port: whole('SCOMO_PORT', 8080, 0, 65_535),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    dataDir,
    plaintext,
    ...(databaseUrl ? { databaseUrl } : {}),
    ...(tls === undefined ? {} : { tls }),
    trustRootFile: resolve(text('SCOMO_TRUST_ROOT', join(dataDir, 'trust-root.json'))),
    logLevel,
    connectionsPerAddress: whole('SCOMO_CONNECTIONS_PER_ADDRESS', 64, 1, 65_535),
    serverId: text('SCOMO_SERVER_ID', 'scomo'),
    ...(mqttUrl ? { mqttUrl } : {}),
    ...(papUrl ? { papUrl } : {}),
    ...(smppUrl ? { smppUrl } : {}),
    ...(bucket === undefined ? {} : { bucket }),
    wakeUpsPerSecond: whole('SCOMO_WAKE_UPS_PER_SECOND', 100, 1, 1_000),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

type Env = Readonly<Record<string, string | undefined>>;

function tlsFiles(env: Env, faults: string[]): ServerConfig['tls'] {
  const cert = env.SCOMO_TLS_CERT;
  const key = env.SCOMO_TLS_KEY;
  if (cert && key) return { cert: resolve(cert), key: resolve(key) };
  if (cert || key) faults.push('SCOMO_TLS_CERT and SCOMO_TLS_KEY belong together: set both or none');
  return undefined;
}

function originOf(url: string | undefined, faults: string[]): string | undefined {
  if (!url) return undefined;
  const parsed = URL.parse(url);
  const plain = parsed !== null && ['http:', 'https:'].includes(parsed.protocol) && parsed.pathname === '/';
  if (plain && !parsed.search && !parsed.hash && !parsed.username) return parsed.origin;
  faults.push(
    `SCOMO_PUBLIC_URL must be an origin such as https://dm.example.org, not ${JSON.stringify(url)}`,
  );
  return undefined;
}

/** Passwords in clear travel on loopback only, unless the operator insists. security.md A3 */
function checkExposure(
  host: string,
  tls: boolean,
  publicUrl: string | undefined,
  allowed: boolean,
  faults: string[],
): void {
  const anywhere = ['0.0.0.0', '::', '[::]'].includes(host);
  if (anywhere && publicUrl === undefined) {
    faults.push(`SCOMO_HOST is ${host}: set SCOMO_PUBLIC_URL to the origin under which devices reach it`);
  }
  if (!tls && !allowed && !isLoopback(host)) {
    faults.push(
      `SCOMO_HOST is ${host} and there is no TLS: set SCOMO_TLS_CERT and SCOMO_TLS_KEY, or SCOMO_ALLOW_PLAINTEXT_DM=1 ` +
        'behind a proxy that ends TLS',
    );
  }
}

/** True for addresses and names that never leave this machine. */
export function isLoopback(host: string): boolean {
  return (
    /^127\.\d+\.\d+\.\d+$/.test(host) || ['localhost', '::1', '[::1]', '::ffff:127.0.0.1'].includes(host)
  );
}
