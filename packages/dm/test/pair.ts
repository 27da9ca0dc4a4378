import assert from 'node:assert/strict';
import { decode, type Encoding, encode, type Message } from '@scomo/syncml';
import { emptyTree, interior, leaf, putNode, type Tree } from '@scomo/tree';
import {
  type Account,
  a1Of,
  client,
  mac,
  type PeerProof,
  type Scheme,
  type ServerEvent,
  server,
} from '../src/index.ts';
import { testPorts } from './auth-ports.ts';

const SERVER_URL = 'https://dm.example.net/oma';
export const DEVICE_ID = 'IMEI:004999010640000';
const CLIENT_LOGIN = { name: 'dev-0042', secret: 'Sup3r-S3cret' };
const SERVER_LOGIN = { name: 'dm.example.net', secret: 'S3rver-S3cret' };

/** Both ends of one account: how the client proves itself, how the server does. */
export function accounts(
  clientScheme: Scheme,
  serverScheme: Scheme,
): { readonly device: Account; readonly server: Account } {
  const ports = testPorts();
  const incoming = (scheme: Scheme, login: { name: string; secret: string }) => ({
    scheme,
    name: login.name,
    a1: a1Of(login.name, login.secret, ports),
    nonces: [''],
  });
  const base = { deviceId: DEVICE_ID, serverId: 'dm.example.net' };
  return {
    device: {
      ...base,
      incoming: incoming(serverScheme, SERVER_LOGIN),
      outgoing: { scheme: clientScheme, ...CLIENT_LOGIN, nonce: '' },
    },
    server: {
      ...base,
      incoming: incoming(clientScheme, CLIENT_LOGIN),
      outgoing: { scheme: serverScheme, ...SERVER_LOGIN, nonce: '' },
    },
  };
}

export function testTree(): Tree {
  const devInfo = interior({
    DevId: leaf(DEVICE_ID),
    Man: leaf('Acme'),
    Mod: leaf('Widget-9'),
    DmV: leaf('1.2'),
    Lang: leaf('en'),
  });
  const bare = putNode(emptyTree(), './DevInfo', devInfo);
  return putNode(
    bare,
    './A',
    interior({ x: leaf('one'), y: leaf('two') }, { acl: 'Add=*&Delete=*&Get=*&Replace=*' }),
  );
}

export function serverEnv(encoding: Encoding, over: Partial<server.ServerEnv> = {}): server.ServerEnv {
  return {
    ports: testPorts('server'),
    serverUri: SERVER_URL,
    respUri: `${SERVER_URL}?s=8f2a`,
    encoding,
    limits: { authRoundsMax: 3, messagesMax: 200 },
    alertStatus: () => 200,
    ...over,
  };
}

export function clientEnv(over: Partial<client.ClientEnv<string>> = {}): client.ClientEnv<string> {
  return {
    ports: testPorts('client'),
    objects: [],
    now: '2026-01-02T03:04:05Z',
    limits: { authRoundsMax: 3, messagesMax: 200 },
    ...over,
  };
}

export function opening(
  account: Account,
  encoding: Encoding,
  over: Partial<client.Opening> = {},
): client.Opening {
  return {
    account,
    serverUrl: SERVER_URL,
    sessionId: '1',
    reason: 'client',
    encoding,
    maxMsgSize: 10_240,
    maxObjSize: 1_048_576,
    alerts: [],
    ...over,
  };
}

/** A value after a trip through JSON, as a store would keep it; nothing may be lost on the way. */
export function stored<T>(value: T): T {
  const back = JSON.parse(JSON.stringify(value)) as T;
  assert.deepEqual(back, value);
  return back;
}

export interface Run {
  readonly events: readonly ServerEvent[];
  readonly clientEvents: readonly client.ClientEvent[];
  readonly effects: readonly string[];
  readonly fromClient: readonly Message[];
  readonly fromServer: readonly Message[];
  readonly device: Account;
  readonly server: Account;
  readonly tree: Tree;
  readonly state: server.ServerSession['state'] | undefined;
  readonly rounds: number;
  /** Tag and code of what could not be sent. */
  readonly unsent: readonly string[];
}

export interface RunOptions {
  readonly encoding: Encoding;
  readonly device: Account;
  readonly server: Account;
  readonly tree?: Tree;
  /** Batches of commands: the first to go as soon as commands may, the next when all of it is taken, and so on. */
  readonly batches?: readonly (readonly server.TaggedCommand[])[];
  /** What the objects of the batches are made of, by their `ref`. */
  readonly objects?: Readonly<Record<string, Uint8Array>>;
  readonly opening?: Partial<client.Opening>;
  readonly clientEnv?: Partial<client.ClientEnv<string>>;
  readonly serverEnv?: Partial<server.ServerEnv>;
  /** Changes a server message on its way; undefined cuts the line. */
  readonly tamper?: (message: Message, index: number) => Message | undefined;
}

/** Runs a whole session, both engines in one process, through the codec and with every session stored between two messages. */
export function run(options: RunOptions): Run {
  const { encoding } = options;
  const cEnv = clientEnv(options.clientEnv);
  const sEnv = serverEnv(encoding, options.serverEnv);
  let { device, server: account } = options;
  let tree = options.tree ?? testTree();
  const opened = client.openSession(opening(device, encoding, options.opening), tree, cEnv);
  let cSession = stored(opened.session);
  let sSession: server.ServerSession | undefined;
  let message: Message | undefined = opened.message;
  const batches = (options.batches ?? []).map((batch) => [...batch]);
  const events: ServerEvent[] = [];
  const clientEvents: client.ClientEvent[] = [];
  const effects: string[] = [];
  const fromClient: Message[] = [];
  const fromServer: Message[] = [];
  const unsent: string[] = [];
  const chunks: Uint8Array[] = [];
  for (let round = 0; message !== undefined && round < 1000; round += 1) {
    fromClient.push(message);
    const asked = encode(message, encoding);
    const heard = decode(asked, encoding);
    const proven = peer(
      client.macOf(cSession, device, asked, cEnv.ports),
      asked,
      account,
      sSession?.challenge,
    );
    const earlier = server.wantsChunks(sSession, heard) ? chunks : [];
    const got = server.receive(sSession, account, heard, { ...sEnv, peer: proven }, earlier);
    chunks.splice(got.chunk?.index ?? chunks.length, chunks.length, ...(got.chunk ? [got.chunk.octets] : []));
    account = stored(got.account);
    events.push(...got.events);
    while (batches.length > 0 && batches[0]?.length === 0) batches.shift();
    const offered = server.mayCommand(got.session) ? (batches[0] ?? []) : [];
    const slice = sliceOf(server.wantedSlice(got.session, offered), options.objects);
    const made = server.compose(stored(got.session), offered, sEnv, slice);
    unsent.push(...made.unsent.map(({ tag, code }) => `${tag} ${code}`));
    batches[0]?.splice(0, made.taken);
    sSession = stored(made.session);
    const sent =
      options.tamper === undefined ? made.message : options.tamper(made.message, fromServer.length);
    fromServer.push(made.message);
    if (sent === undefined) break;
    const answer = encode(sent, encoding);
    const turn = client.receive(cSession, device, decode(answer, encoding), tree, {
      ...cEnv,
      peer: peer(server.macOf(sSession, account, answer, sEnv.ports), answer, device, cSession.challenge),
    });
    cSession = stored(turn.session);
    device = stored(turn.account);
    tree = turn.tree;
    clientEvents.push(...turn.events);
    effects.push(...turn.effects);
    message = turn.reply;
    if (message !== undefined && sSession.state === 'closed') break;
  }
  const rounds = fromClient.length;
  const state = sSession?.state;
  return {
    events,
    clientEvents,
    effects,
    fromClient,
    fromServer,
    device,
    server: account,
    tree,
    state,
    rounds,
    unsent,
  };
}

/** What a MAC header beside a message is worth, as both shells find it. */
function peer(
  text: string | undefined,
  bytes: Uint8Array,
  account: Account,
  challenge: string | undefined,
): PeerProof {
  const challenges = challenge === undefined ? [] : [challenge];
  const proof = mac.checkMacText(text, bytes, account.incoming, challenges, testPorts());
  return proof === undefined ? {} : { mac: proof };
}

/** What the program reads of an object; undefined when it has none of that name. */
export function sliceOf(
  wanted: ReturnType<typeof server.wantedSlice>,
  objects: Readonly<Record<string, Uint8Array>> = {},
): server.Slice | undefined {
  const octets = wanted && objects[wanted.ref]?.subarray(wanted.offset, wanted.offset + wanted.length);
  return wanted && octets && { ref: wanted.ref, offset: wanted.offset, octets };
}

/** A Get of one URI, tagged with it. */
export function get(uri: string): server.TaggedCommand {
  return { tag: uri, command: { kind: 'Get', cmdId: '', items: [{ target: { locUri: uri } }] } };
}
