import type { Scheme } from '@scomo/dm';
import { ConfigError } from '../base/config-error.ts';
import { isLoopback } from '../download/url-rules.ts';

export interface UdpListening {
  /** Address of this device to listen on. */
  readonly host: string;
  readonly port: number;
}

/** The bearers that triggers may come by. */
export interface WakeUpConfig {
  readonly udp?: UdpListening;
  /** Address of a broker, with name and password in it. */
  readonly mqtt?: { readonly url: string };
  /** A connection to the DM server. */
  readonly websocket?: true;
}

/** Where WAP pushes come. spec/omadm.md §6.3 */
const PUSH_PORT = 2948;

/**
 * The setting `wakeUp`. Without a secret of the server anybody could wake the device: then there is none. A broker is
 * spoken to in clear on this machine only, unless `allowPlain`. Throws ConfigError.
 */
export function readWakeUp(
  value: unknown,
  rules: {
    readonly hasSecret: boolean;
    readonly allowPlain: boolean;
    readonly scheme: Scheme;
    readonly hasTls: boolean;
  },
): WakeUpConfig {
  if (value === undefined) return {};
  const { udp, mqtt, websocket, ...others } = objectOf(value, 'wakeUp');
  for (const name of Object.keys(others))
    throw new ConfigError(`wakeUp.${name} is no bearer: udp, mqtt and websocket are`);
  if (!rules.hasSecret)
    throw new ConfigError('wakeUp needs a serverSecret: without one anybody could wake the device');
  return {
    ...(udp !== undefined && { udp: readUdp(udp) }),
    ...(mqtt !== undefined && { mqtt: readMqtt(mqtt, rules.allowPlain) }),
    ...(websocket !== undefined && { websocket: readWebSocket(websocket, rules) }),
  };
}

/** An address of a device, as the server takes it at enrolment. */
export type ToldAddress =
  | { readonly bearer: 'udp'; readonly address: string }
  | { readonly bearer: 'mqtt' | 'websocket' };

/** What `enrol --wake-up` says: the setting to be read by `readWakeUp`, and what the server is told. Throws ConfigError. */
export function wakeUpOption(text: string): {
  readonly setting: Readonly<Record<string, unknown>>;
  readonly address: ToldAddress;
} {
  if (text === 'websocket') return { setting: { websocket: true }, address: { bearer: 'websocket' } };
  if (/^mqtts?:\/\//.test(text)) return { setting: { mqtt: { url: text } }, address: { bearer: 'mqtt' } };
  const [, address = '', bracketed, plain, port] =
    /^udp:((?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d+))?)$/.exec(text) ?? [];
  if (address === '') {
    throw new ConfigError(
      `${text} is no address for wake-ups: write udp:HOST[:PORT], websocket or mqtts://BROKER`,
    );
  }
  const udp = { host: bracketed ?? plain, ...(port !== undefined && { port: Number(port) }) };
  return { setting: { udp }, address: { bearer: 'udp', address } };
}

function readMqtt(value: unknown, allowPlain: boolean): { readonly url: string } {
  const { url, ...others } = objectOf(value, 'wakeUp.mqtt');
  for (const name of Object.keys(others)) throw new ConfigError(`wakeUp.mqtt.${name} is no setting`);
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed === null || !['mqtt:', 'mqtts:'].includes(parsed.protocol) || parsed.hostname === '') {
    throw new ConfigError(
      'wakeUp.mqtt.url must be an address such as mqtts://name:password@broker.example.net',
    );
  }
  if (parsed.protocol === 'mqtt:' && !allowPlain && !isLoopback(parsed.hostname)) {
    throw new ConfigError(
      'wakeUp.mqtt.url must begin with mqtts: mqtt goes to this machine only, or set allowHttp to true',
    );
  }
  return { url: parsed.href };
}

/** The proof is made from the nonce of the server: other schemes have none. Node's client takes no certificates of ours. */
function readWebSocket(
  value: unknown,
  { scheme, hasTls }: { readonly scheme: Scheme; readonly hasTls: boolean },
): true {
  if (value !== true) throw new ConfigError('wakeUp.websocket must be true');
  if (scheme !== 'md5' && scheme !== 'hmac')
    throw new ConfigError(`wakeUp.websocket needs scheme md5 or hmac, not ${scheme}`);
  if (hasTls) throw new ConfigError('wakeUp.websocket cannot be used with the files of tls');
  return true;
}

function readUdp(value: unknown): UdpListening {
  const { host = '127.0.0.1', port = PUSH_PORT, ...others } = objectOf(value, 'wakeUp.udp');
  for (const name of Object.keys(others)) throw new ConfigError(`wakeUp.udp.${name} is no setting`);
  if (typeof host !== 'string' || host === '') {
    throw new ConfigError('wakeUp.udp.host must be an address of this device');
  }
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ConfigError('wakeUp.udp.port must be a whole number from 1 to 65535');
  }
  return { host, port };
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ConfigError(`${name} must be an object`);
}
