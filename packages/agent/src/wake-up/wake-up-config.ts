import { ConfigError } from '../base/config-error.ts';

export interface UdpListening {
  /** Address of this device to listen on. */
  readonly host: string;
  readonly port: number;
}

/** The bearers that triggers may come by. */
export interface WakeUpConfig {
  readonly udp?: UdpListening;
}

/** Where WAP pushes come. spec/omadm.md §6.3 */
const PUSH_PORT = 2948;

/** The setting `wakeUp`. Without a secret of the server anybody could wake the device: then there is none. Throws ConfigError. */
export function readWakeUp(value: unknown, hasSecret: boolean): WakeUpConfig {
  if (value === undefined) return {};
  const { udp, ...others } = objectOf(value, 'wakeUp');
  for (const name of Object.keys(others)) throw new ConfigError(`wakeUp.${name} is no bearer: udp is`);
  if (!hasSecret)
    throw new ConfigError('wakeUp needs a serverSecret: without one anybody could wake the device');
  return { ...(udp !== undefined && { udp: readUdp(udp) }) };
}

/** What `enrol --wake-up udp:HOST[:PORT]` says: the setting, and the address that the server is told. Throws ConfigError. */
export function wakeUpOption(text: string): {
  readonly setting: WakeUpConfig;
  readonly address: { readonly bearer: 'udp'; readonly address: string };
} {
  const [, address = '', bracketed, plain = '', port] =
    /^udp:((?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d+))?)$/.exec(text) ?? [];
  if (address === '') throw new ConfigError(`${text} is no address for wake-ups: write udp:HOST[:PORT]`);
  const host = bracketed ?? plain;
  const setting = readWakeUp({ udp: { host, ...(port !== undefined && { port: Number(port) }) } }, true);
  return { setting, address: { bearer: 'udp', address } };
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
