import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { decode } from '@scomo/syncml';
import type { World } from '../world.ts';
import { type PreparedPost, type SocketClient, socketClient } from './socket-client.ts';
import {
  type Account,
  asSaidBy,
  orderInventories,
  pathOfRespUri,
  provision,
  recordSession,
} from './turn-load.ts';

const SOURCE_ADDRESSES = 200;
/** Sessions that are opened in the same moment. */
const OPENED_AT_ONCE = 64;
/** A message that is not answered is sent again for so long, at intervals like those of the server's Retry-After. */
const PATIENCE_MS = 120_000;
const RETRY_MS = 5_000;

export interface OpenSessionsResult {
  readonly sessions: number;
  /** Went through all their turns. */
  readonly succeeded: number;
  /** Neither that nor to be gone on with. */
  readonly lost: number;
  /** Exchanges that had to be repeated. */
  readonly repeated: number;
  readonly turns: number;
  /** Memory of the server process: before, with all sessions open, and at its highest. */
  readonly rssBeforeMb: number;
  readonly rssOpenMb: number;
  readonly rssPeakMb: number;
  readonly seconds: number;
}

/**
 * Opens all sessions, each on a connection of its own that stays open, then takes each through an inventory with a
 * pause of `thinkMs` on average before every message.
 */
export async function openSessions(
  world: World,
  { count, thinkMs, random }: { count: number; thinkMs: number; random: () => number },
): Promise<OpenSessionsResult> {
  const accounts = await provision(world, count);
  await orderInventories(world, accounts);
  const [first] = accounts;
  if (first === undefined) throw new Error('there must be sessions');
  const { requests } = await recordSession(world, first);
  await orderInventories(world, [first]);
  const pid = world.server().process.pid ?? 0;
  const rssBeforeMb = memoryMb(pid, 'VmRSS');
  const port = Number(new URL(world.url).port);
  const scripts = accounts.map((account) => requests.map((message) => asSaidBy(account, message, '8')));
  const devices = accounts.map((account, n) => new Device(account, socketClient(port, addressOf(n)), random));
  const began = performance.now();
  for (let n = 0; n < count; n += OPENED_AT_ONCE)
    await Promise.all(
      devices.slice(n, n + OPENED_AT_ONCE).map((device, k) => device.say(scripts[n + k]?.[0])),
    );
  const rssOpenMb = memoryMb(pid, 'VmRSS');
  await Promise.all(
    devices.map(async (device, n) => {
      for (const body of scripts[n]?.slice(1) ?? []) {
        await wait(thinkMs * (0.5 + random()));
        await device.say(body);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const device of devices) device.close();
  return {
    sessions: count,
    succeeded: devices.filter((device) => device.state === 'done').length,
    lost: devices.filter((device) => device.state === 'lost').length,
    repeated: devices.reduce((sum, device) => sum + device.repeated, 0),
    turns: devices.reduce((sum, device) => sum + device.turns, 0),
    rssBeforeMb,
    rssOpenMb,
    rssPeakMb: memoryMb(pid, 'VmHWM'),
    seconds,
  };
}

/** One device in its session. */
class Device {
  readonly #account: Account;
  readonly #client: SocketClient;
  readonly #random: () => number;
  #path = '/dm';
  state: 'open' | 'done' | 'lost' = 'open';
  turns = 0;
  repeated = 0;

  constructor(account: Account, client: SocketClient, random: () => number) {
    this.#account = account;
    this.#client = client;
    this.#random = random;
  }

  /** Says one message until it is answered, as a device does: the same octets get the same answer. */
  async say(body: Uint8Array | undefined): Promise<void> {
    if (body === undefined || this.state !== 'open') return;
    const reply = await this.#answer({ path: this.#path, body });
    this.turns += 1;
    this.state = reply === undefined ? 'lost' : stateAfter(reply, this.#account.deviceId);
    if (reply !== undefined && this.state === 'open') this.#path = pathOfRespUri(reply);
  }

  close(): void {
    this.#client.close();
  }

  async #answer(post: PreparedPost): Promise<Buffer | undefined> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      try {
        return await this.#client.post(post);
      } catch {
        this.repeated += 1;
        await wait(RETRY_MS * (0.5 + this.#random()));
      }
    }
    return undefined;
  }
}

/** Every answer must accept the message; one without a command for the device ends the session. */
function stateAfter(reply: Uint8Array, deviceId: string): Device['state'] {
  const { header, commands } = decode(reply, 'wbxml');
  const accepted = commands.some(
    (command) =>
      command.kind === 'Status' &&
      command.cmd === 'SyncHdr' &&
      (command.code === 200 || command.code === 212),
  );
  if (!accepted || header.target.locUri !== deviceId) return 'lost';
  return commands.every((command) => command.kind === 'Status') ? 'done' : 'open';
}

function addressOf(n: number): string {
  return `127.0.1.${1 + (n % SOURCE_ADDRESSES)}`;
}

/** A line of `/proc/<pid>/status`. */
function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
