import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encode, type Message } from '@scomo/syncml';
import { startChild } from '../child.ts';
import { runScriptedSession, type ScriptedDevice } from '../scripted-device.ts';
import { DEVICE_TYPE, openWorld, type World } from '../world.ts';
import { type BenchRow, compare, DEFAULT_ROUNDS, type RoundOptions } from './rounds.ts';
import { type SocketClient, socketClient } from './socket-client.ts';

const TURN_BENCH = 'turn-durable-vs-raw-http';

const DEVICES = 1_024;
const CONNECTIONS = 256;
const SOURCE_ADDRESSES = 16;
/** A server is measured warm: its first seconds are spent on compiling. */
const ROUNDS: RoundOptions = { ...DEFAULT_ROUNDS, seconds: 1, warmSeconds: 4 };
const UNIT = `exchanges/s over ${CONNECTIONS} connections; every exchange of ours is committed before it is answered`;

interface Account {
  readonly deviceId: string;
  readonly userName: string;
  readonly secret: string;
}

/**
 * Inventory sessions of many devices against a real server with PostgreSQL, alternating with the same client and bytes
 * against a bare HTTP server. Requests are encoded before the clock starts.
 */
export async function turnBench(options: RoundOptions = ROUNDS): Promise<BenchRow> {
  const world = await openWorld();
  try {
    const accounts = await provision(world);
    const [first] = accounts;
    if (first === undefined) throw new Error('no device was provisioned');
    const said = await recordSession(world, first);
    const requests = said.filter((_, index) => index % 2 === 0);
    const replies = said.filter((_, index) => index % 2 === 1).map((message) => encode(message, 'wbxml'));
    const bodies = accounts.map((account) =>
      requests.map((message) => encode(asSaidBy(account, message), 'wbxml')),
    );
    const raw = await startRaw(replies);
    const port = Number(new URL(world.url).port);
    try {
      const contest = {
        ours: (seconds: number) =>
          rateOfPasses(seconds, async () => {
            await orderInventories(world, accounts);
            return playSessions(port, bodies, (reply) => pathOfRespUri(reply));
          }),
        reference: (seconds: number) =>
          rateOfPasses(seconds, () => playSessions(raw.port, bodies, (_, index) => `/${index}`)),
      };
      return await compare(TURN_BENCH, [contest], UNIT, options);
    } finally {
      await raw.stop();
    }
  } finally {
    await world.close();
  }
}

async function provision(world: World): Promise<readonly Account[]> {
  const ids = Array.from({ length: DEVICES }, (_, index) => `IMEI:bench-${String(index).padStart(6, '0')}`);
  return inBatches(ids, async (deviceId) => {
    const { auth } = await world.client.createDevice({
      body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
    });
    return { deviceId, userName: auth.clientName, secret: auth.clientSecret };
  });
}

async function orderInventories(world: World, accounts: readonly Account[]): Promise<void> {
  await inBatches(accounts, ({ deviceId }) =>
    world.client.createTask({ body: { deviceId, kind: 'inventory' } }),
  );
}

async function inBatches<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += 32)
    results.push(...(await Promise.all(items.slice(start, start + 32).map(act))));
  return results;
}

/** One session as it really goes; every other device says the same words. */
async function recordSession(world: World, account: Account): Promise<readonly Message[]> {
  await world.client.createTask({ body: { deviceId: account.deviceId, kind: 'inventory' } });
  const deployed = './SCOMO/Inventory/Deployed';
  const device: ScriptedDevice = {
    ...account,
    url: `${world.url}/dm`,
    encoding: 'wbxml',
    tree: new Map([
      ['./DevInfo/DevId', account.deviceId],
      [`${deployed}/a/ID`, 'org.example.a'],
      [`${deployed}/a/Version`, '1.0.0'],
      [`${deployed}/a/State`, '20'],
      [`${deployed}/a/Status`, '10'],
    ]),
    types: new Map([
      ['./SCOMO', 'urn:oma:mo:oma-scomo:1.0'],
      ['./SCOMO/Download', ''],
      ['./SCOMO/Inventory/Delivered', ''],
    ]),
    exec: () => 405,
  };
  return runScriptedSession(device);
}

function asSaidBy({ deviceId, userName, secret }: Account, { header, ...rest }: Message): Message {
  const { cred, ...others } = header;
  return {
    ...rest,
    header: {
      ...others,
      target: { locUri: 'http://127.0.0.1/dm' },
      source: { locUri: deviceId, locName: userName },
      ...(cred === undefined ? {} : { cred: { ...cred, data: btoa(`${userName}:${secret}`) } }),
    },
  };
}

/** Exchanges per second of as many passes as fill the time. */
async function rateOfPasses(seconds: number, pass: () => Promise<Pass>): Promise<number> {
  const sum = { exchanges: 0, seconds: 0 };
  while (sum.seconds < seconds) {
    const { exchanges, seconds: took } = await pass();
    sum.exchanges += exchanges;
    sum.seconds += took;
  }
  return sum.exchanges / sum.seconds;
}

interface Pass {
  readonly exchanges: number;
  readonly seconds: number;
}

/** Every device has one whole session. */
async function playSessions(
  port: number,
  bodies: readonly (readonly Uint8Array[])[],
  nextPath: (reply: Buffer, index: number) => string,
): Promise<Pass> {
  let next = 0;
  let exchanges = 0;
  const started = performance.now();
  const worker = async (client: SocketClient) => {
    for (let device = bodies[next++]; device !== undefined; device = bodies[next++]) {
      let path = nextPath(Buffer.alloc(0), 0);
      for (const [index, body] of device.entries()) {
        const reply = await client.post({ path, body });
        exchanges += 1;
        if (index + 1 < device.length) path = nextPath(reply, index + 1);
      }
    }
    client.close();
  };
  await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, index) =>
      worker(socketClient(port, `127.0.0.${2 + (index % SOURCE_ADDRESSES)}`)),
    ),
  );
  return { exchanges, seconds: (performance.now() - started) / 1000 };
}

/** Path and query of the RespURI in a reply; `/dm` before the first. */
function pathOfRespUri(reply: Buffer): string {
  const at = reply.indexOf('/dm?');
  return at < 0 ? '/dm' : reply.toString('latin1', at, reply.indexOf(0, at));
}

async function startRaw(replies: readonly Uint8Array[]): Promise<{ port: number; stop(): Promise<unknown> }> {
  const dir = mkdtempSync(join(tmpdir(), 'scomo-raw-'));
  const file = join(dir, 'replies.json');
  writeFileSync(file, JSON.stringify(replies.map((reply) => Buffer.from(reply).toString('base64'))));
  const child = startChild([process.execPath, resolve(import.meta.dirname, 'raw-echo.ts'), file], {
    env: process.env,
    cwd: dir,
    log: join(dir, 'raw.log'),
  });
  const [, port] = await child.says(/port (\d+)/, 10_000);
  return { port: Number(port), stop: () => child.stop() };
}
