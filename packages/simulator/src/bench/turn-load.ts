import { encode, type Message } from '@scomo/syncml';
import { runScriptedSession, type ScriptedDevice } from '../scripted-device.ts';
import { DEVICE_TYPE, type World } from '../world.ts';
import { type PreparedPost, type SocketClient, socketClient } from './socket-client.ts';

/** Connections of a load, and the loopback addresses they come from. */
export const CONNECTIONS = 256;
const SOURCE_ADDRESSES = 16;
const AT_ONCE = 32;

/** A device as the server knows it. */
export interface Account {
  readonly deviceId: string;
  readonly userName: string;
  readonly secret: string;
}

export async function provision(world: World, count: number): Promise<readonly Account[]> {
  const ids = Array.from({ length: count }, (_, index) => `IMEI:bench-${String(index).padStart(6, '0')}`);
  return inBatches(ids, async (deviceId) => {
    const { auth } = await world.client.createDevice({
      body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
    });
    return { deviceId, userName: auth.clientName, secret: auth.clientSecret };
  });
}

/** An inventory task for each device. */
export async function orderInventories(world: World, accounts: readonly Account[]): Promise<void> {
  await inBatches(accounts, ({ deviceId }) =>
    world.client.createTask({ body: { deviceId, kind: 'inventory' } }),
  );
}

async function inBatches<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(act))));
  return results;
}

/** What both sides say in one session, as it really goes; every other device says the same words. */
export interface Recorded {
  readonly requests: readonly Message[];
  readonly replies: readonly Message[];
}

export async function recordSession(world: World, account: Account): Promise<Recorded> {
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
  const said = await runScriptedSession(device);
  return {
    requests: said.filter((_, index) => index % 2 === 0),
    replies: said.filter((_, index) => index % 2 === 1),
  };
}

/** A recorded message in the mouth of another device, in a session of another number. */
export function asSaidBy(
  { deviceId, userName, secret }: Account,
  { header, ...rest }: Message,
  sessionId: string,
): Uint8Array {
  const { cred, ...others } = header;
  return encode(
    {
      ...rest,
      header: {
        ...others,
        sessionId,
        target: { locUri: 'http://127.0.0.1/dm' },
        source: { locUri: deviceId, locName: userName },
        ...(cred === undefined ? {} : { cred: { ...cred, data: btoa(`${userName}:${secret}`) } }),
      },
    },
    'wbxml',
  );
}

/** The requests of one session, encoded before the clock starts. */
export type Script = readonly Uint8Array[];

export interface Pass {
  readonly exchanges: number;
  readonly seconds: number;
}

/** Every script is one whole session; the connections stay open from one to the next. */
export async function playSessions(
  port: number,
  scripts: readonly Script[],
  nextPath: (reply: Buffer, index: number) => string,
): Promise<Pass> {
  let next = 0;
  let exchanges = 0;
  const started = performance.now();
  const worker = async (client: SocketClient) => {
    for (let script = scripts[next++]; script !== undefined; script = scripts[next++]) {
      let post: PreparedPost = { path: nextPath(NO_REPLY, 0), body: script[0] ?? NO_REPLY };
      for (let index = 1; index <= script.length; index += 1) {
        const reply = await client.post(post);
        exchanges += 1;
        const body = script[index];
        if (body !== undefined) post = { path: nextPath(reply, index), body };
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

const NO_REPLY = Buffer.alloc(0);

/** Path and query of the RespURI in a reply; `/dm` before the first. */
export function pathOfRespUri(reply: Buffer): string {
  const at = reply.indexOf('/dm?');
  return at < 0 ? '/dm' : reply.toString('latin1', at, reply.indexOf(0, at));
}
