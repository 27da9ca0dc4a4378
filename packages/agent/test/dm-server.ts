import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { type Account, a1Of, type ServerEvent, server } from '@scomo/dm';
import { alertStatus, parseReport, type SetMember } from '@scomo/scomo';
import { type Command, decode, encode, encodingOf, type Item, MEDIA_TYPE } from '@scomo/syncml';
import { authPorts } from '../src/base/node-crypto.ts';
import { fileServer, serveBytes } from './file-server.ts';
import type { Sample } from './packages.ts';
import { CONFIG } from './rig.ts';

/** Commands of one turn; the server sends the next batch when this one is answered. */
export type Batch = readonly Command[];

/** A small DM server of the real engine: it sends what it is told, and writes down what it hears. */
export interface DmServer {
  readonly url: string;
  readonly host: string;
  /** Batches for the sessions to come, one session each inner list. */
  readonly sessions: Batch[][];
  readonly events: ServerEvent[];
  /** Reports as `correlator identifier code`, in order of arrival, repeated ones too. */
  readonly reports: string[];
  readonly urlOf: (what: Sample) => string;
  /** Called for each message before it is answered; true: the connection is cut instead, after the work is done. */
  cut: (count: number) => boolean;
  account: Account;
  /** Status for alerts instead of the usual one. */
  alertStatus: server.ServerEnv['alertStatus'] | undefined;
  /** Answers every DM message with this HTTP status. */
  status: number;
}

export async function dmServer(t: TestContext, samples: readonly Sample[]): Promise<DmServer> {
  let session: server.ServerSession | undefined;
  let batches: Batch[] = [];
  let last: { readonly request: Buffer; readonly reply: Uint8Array } | undefined;
  let count = 0;
  const files = await fileServer(t, (request, response) => {
    const found = samples.find(({ pkgId }) => request.url === `/dl/${pkgId.slice(7)}`);
    if (found) serveBytes(request, response, found.bytes);
    else if (request.method === 'POST') void answer(request, response);
    else response.writeHead(404).end();
  });
  const fake: DmServer = {
    url: `http://${files.host}/dm`,
    host: files.host,
    sessions: [],
    events: [],
    reports: [],
    urlOf: ({ pkgId }) => `http://${files.host}/dl/${pkgId.slice(7)}`,
    cut: () => false,
    status: 200,
    alertStatus: undefined,
    account: {
      deviceId: CONFIG.deviceId,
      serverId: CONFIG.serverId,
      incoming: {
        scheme: 'md5',
        name: CONFIG.clientName,
        a1: a1Of(CONFIG.clientName, CONFIG.clientSecret, authPorts),
        nonces: [''],
      },
      outgoing: { scheme: 'md5', name: CONFIG.serverId, secret: CONFIG.serverSecret, nonce: '' },
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    if (fake.status !== 200) return void response.writeHead(fake.status, { 'retry-after': '0' }).end();
    const encoding = encodingOf(request.headers['content-type'], bytes);
    if (encoding === undefined) return void response.writeHead(415).end();
    count += 1;
    const reply = last?.request.equals(bytes) ? last.reply : encode(turn(bytes, encoding), encoding);
    last = { request: bytes, reply };
    if (fake.cut(count)) return void response.destroy();
    response
      .writeHead(200, { 'content-type': MEDIA_TYPE[encoding], 'content-length': reply.length })
      .end(reply);
  }

  function turn(bytes: Uint8Array, encoding: 'xml' | 'wbxml') {
    const message = decode(bytes, encoding);
    if (server.isFreshStart(message)) {
      session = undefined;
      batches = fake.sessions.shift() ?? [];
    }
    const env: server.ServerEnv = {
      ports: authPorts,
      serverUri: fake.url,
      respUri: `${fake.url}?s=1`,
      encoding,
      limits: { authRoundsMax: 3, messagesMax: 100 },
      alertStatus: fake.alertStatus ?? alertStatus,
    };
    const received = server.receive(session, fake.account, message, env);
    fake.account = received.account;
    fake.events.push(...received.events);
    for (const event of received.events) if (event.type === 'alert') hear(event.correlator, event.items);
    const ready = server.mayCommand(received.session) && received.session.pending.length === 0;
    const batch = ready ? (batches.shift() ?? []) : [];
    const commands = batch.map((command, i) => ({ tag: String(i), command }));
    const composed = server.compose(received.session, commands, env);
    session = composed.session;
    return composed.message;
  }

  function hear(correlator = '', items: readonly Item[]): void {
    for (const item of items) {
      const { identifier, code, raw } = parseReport(item.data);
      const own = code === undefined ? (JSON.parse(raw) as { answer?: string; reason?: string }) : {};
      const word = own.answer === undefined ? `held ${own.reason}` : `consent ${own.answer}`;
      const text = code === undefined ? word : `${identifier} ${code}`;
      fake.reports.push(`${correlator} ${text}`.trim());
    }
  }
  return fake;
}

const node = { meta: { format: 'node' } } as const;
const add = (locUri: string, data?: string): Item => ({
  target: { locUri },
  ...(data === undefined ? node : { data, meta: { format: 'chr' } }),
});

/** What our server sends to stage a set. */
export function stageSet(
  set: string,
  samples: readonly Sample[],
  urlOf: DmServer['urlOf'],
  mode: 'ask' | 'silent',
): Batch {
  const members: readonly SetMember[] = samples.map(({ member }) => member);
  const home = `./SCOMO/Ext/Scomo/Sets/${set}`;
  const makeSet: Command = {
    kind: 'Sequence',
    cmdId: '',
    commands: [
      add(home),
      add(`${home}/Members`, JSON.stringify(members)),
      add(`${home}/Consent`, JSON.stringify({ mode, deferralsMax: 0 })),
    ].map((item) => ({ kind: 'Add', cmdId: '', items: [item] })),
  };
  const downloads = samples.map((one, i): Command => {
    const x = `./SCOMO/Download/${set}-${i}`;
    const items = [
      add(x),
      add(`${x}/PkgID`, one.pkgId),
      add(`${x}/PkgURL`, urlOf(one)),
      add(`${x}/Name`, one.member.title),
      add(`${x}/Ext`),
      add(`${x}/Ext/Scomo`),
      add(`${x}/Ext/Scomo/Set`, set),
    ];
    return {
      kind: 'Sequence',
      cmdId: '',
      commands: [
        ...items.map((item): Command => ({ kind: 'Add', cmdId: '', items: [item] })),
        exec(`${x}/Operations/DownloadInstallInactive`, `${set}-${i}-1`),
      ],
    };
  });
  return [makeSet, ...downloads];
}

export function exec(locUri: string, correlator: string): Command {
  return { kind: 'Exec', cmdId: '', correlator, items: [{ target: { locUri } }] };
}

export function get(locUri: string): Command {
  return { kind: 'Get', cmdId: '', items: [{ target: { locUri } }] };
}
