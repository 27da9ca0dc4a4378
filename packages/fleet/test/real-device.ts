import { type Account, client, mac, type PeerProof } from '@scomo/dm';
import type { TurnAnswer, TurnInput } from '@scomo/fleet';
import {
  completionAlert,
  consentAlert,
  type DeployedComponent,
  finishDownload,
  projectDelivered,
  projectDeployed,
  type ScomoOrder,
  scomoObject,
  scomoTree,
} from '@scomo/scomo';
import { type Alert, decode, type Encoding, encode } from '@scomo/syncml';
import { getNode, standardTree, type Tree, type ValueSink } from '@scomo/tree';
import type { TestPorts } from './ports.ts';

const ROOT = './SCOMO';

/** A device made of the real client engine, tree and SCOMO object; its installer is a list. */
export interface RealDevice {
  account: Account;
  tree: Tree;
  components: DeployedComponent[];
  orders: ScomoOrder[];
  /** Correlators accepted so far. */
  readonly known: string[];
  spool: { tag: string; alert: Omit<Alert, 'cmdId'> }[];
  /** Activation of this component fails. */
  broken: string | undefined;
  sessions: number;
  /** The session begins with the zero nonce, and the server may answer with it. */
  resync?: boolean;
  /** Octets of packages that came inside a session, by PkgID; how often one was begun. */
  readonly delivered: Map<string, Uint8Array>;
  begun: number;
  part: Uint8Array;
  /** The End User; nobody when absent. */
  ask?: NonNullable<client.ClientEnv<ScomoOrder>['ask']>;
}

export function realDevice(account: Account): RealDevice {
  const facts = { man: 'm', mod: 'x', dmV: '1.2', lang: 'en', devTyp: 'test', oem: 'o' };
  const versions = { fwV: '1', swV: '1', hwV: '1', lrgObj: false };
  const tree = standardTree({ devId: account.deviceId, ...facts, ...versions });
  return {
    account,
    tree: scomoTree(ROOT, [account.serverId])(tree),
    components: [],
    orders: [],
    known: [],
    spool: [],
    broken: undefined,
    sessions: 0,
    delivered: new Map(),
    begun: 0,
    part: new Uint8Array(),
  };
}

export interface Wire {
  readonly encoding: Encoding;
  readonly ports: TestPorts;
  readonly maxMsgSize?: number;
  send(input: TurnInput): Promise<TurnAnswer>;
}

/** One session of the device with the server; returns how it ended for the device. */
export async function callIn(device: RealDevice, wire: Wire): Promise<string> {
  const { encoding, ports } = wire;
  device.sessions += 1;
  if (device.resync === true) device.account = client.withZeroNonce(device.account);
  // A foreign device has no SCOMO object.
  if (getNode(device.tree, ROOT) !== undefined)
    device.tree = projectDelivered(
      projectDeployed(device.tree, ROOT, device.components),
      ROOT,
      [...device.delivered.keys()].map((pkgId) => ({ pkgId, name: pkgId, status: 10, state: 10 })),
    );
  const env: client.ClientEnv<ScomoOrder> = {
    ports: ports.auth,
    objects: [
      scomoObject({
        ...{ root: ROOT, known: new Set(device.known), busy: new Set<string>() },
        delivery: (pkgId) => sinkOf(device, pkgId),
      }),
    ],
    now: ports.now(),
    ...(device.resync === undefined ? {} : { resync: device.resync }),
    limits: { authRoundsMax: 3, messagesMax: 100 },
    ...(device.ask === undefined ? {} : { ask: device.ask }),
  };
  const opened = client.openSession(
    {
      account: device.account,
      serverUrl: 'http://127.0.0.1/dm',
      sessionId: String(device.sessions),
      reason: 'client',
      encoding,
      maxMsgSize: wire.maxMsgSize ?? 16_384,
      maxObjSize: 1_000_000,
      alerts: device.spool,
    },
    device.tree,
    env,
  );
  let { session } = opened;
  let message = opened.message;
  for (;;) {
    const bytes = encode(message, encoding);
    const header = client.macOf(session, device.account, bytes, ports.auth);
    const beside = { ...tokenOf(session.url), ...(header === undefined ? {} : { mac: header }) };
    const answer = await wire.send({ bytes, encoding, ...beside });
    if (answer.status !== 200) return `HTTP ${answer.status}`;
    const turn = client.receive(session, device.account, decode(answer.bytes, encoding), device.tree, {
      ...env,
      peer: peerOf(answer.mac, answer.bytes, device.account, session, ports, device.resync),
    });
    session = turn.session;
    device.account = turn.account;
    device.tree = turn.tree;
    device.orders.push(...turn.effects);
    device.known.push(...turn.effects.map((order) => order.correlator ?? ''));
    const done = turn.events.flatMap((event) =>
      event.type === 'alertAnswered' && event.code === 200 ? [event.tag] : [],
    );
    device.spool = device.spool.filter((each) => !done.includes(each.tag));
    const ended = turn.events.find((event) => event.type === 'ended');
    if (ended !== undefined) return ended.why;
    if (turn.reply === undefined) throw new Error('neither a reply nor an end');
    message = turn.reply;
  }
}

/** Takes any octets; a package is there when it is whole. */
function sinkOf(device: RealDevice, pkgId: string): ValueSink {
  return {
    take(offset, octets, last) {
      if (offset === 0) device.begun += 1;
      device.part = Buffer.concat([offset === 0 ? new Uint8Array() : device.part, octets]);
      if (last) device.delivered.set(pkgId, device.part);
      return { status: 200 };
    },
    drop() {
      device.part = new Uint8Array();
    },
  };
}

function peerOf(
  text: string | undefined,
  bytes: Uint8Array,
  account: Account,
  { challenge, serverProven }: client.ClientSession,
  ports: TestPorts,
  resync = false,
): PeerProof {
  const challenges = client.challengesOf(challenge, resync && !serverProven);
  const proof = mac.checkMacText(text, bytes, account.incoming, challenges, ports.auth);
  return proof === undefined ? {} : { mac: proof };
}

function tokenOf(url: string): { readonly token?: string } {
  const token = new URL(url).searchParams.get('s');
  return token === null ? {} : { token };
}

/** Works off the accepted orders; the End User says yes. */
export function work(device: RealDevice, now: string): void {
  const sets = new Map(
    device.orders.flatMap((order) =>
      order.operation !== 'ActivateSet' && order.set ? [[order.set.name, order.set]] : [],
    ),
  );
  for (const set of sets.values()) {
    const asked = set.consent.mode === 'ask';
    if (asked)
      put(
        device,
        consentAlert(ROOT, {
          set: set.name,
          answer: 'yes',
          by: 'policy-file',
          at: now,
          shown: 'x',
          shownDigest: 'y',
          deferrals: 0,
        }),
      );
  }
  for (const order of device.orders.splice(0)) {
    if (order.operation === 'ActivateSet') activate(device, order);
    else if (order.operation === 'Remove') {
      const id = order.component?.id ?? '';
      device.components = device.components.filter((each) => each.id !== id);
      put(device, completionAlert(order, [{ code: 1200, identifier: id }]));
    } else download(device, order);
  }
}

function put(device: RealDevice, alert: Omit<Alert, 'cmdId'>): void {
  device.spool.push({ tag: `alert-${device.known.length}-${device.spool.length}`, alert });
}

export function component(id: string, version: string, pkgId: string, active: boolean): DeployedComponent {
  return { id, version, active, pkgId, name: id, description: '', envType: 'generation', status: 10 };
}

function download(device: RealDevice, order: ScomoOrder): void {
  const pkgId = order.download?.pkgId ?? order.delivered?.pkgId;
  const member = order.set?.members.find((each) => each.pkgId === pkgId);
  if (member === undefined) throw new Error('only sets are ordered here');
  device.components.push(component(member.component, member.version, member.pkgId, false));
  if (order.download) device.tree = finishDownload(device.tree, order);
  else device.delivered.delete(member.pkgId);
  put(device, completionAlert(order, [{ code: 1200, identifier: member.component }]));
}

function activate(device: RealDevice, order: ScomoOrder): void {
  const members = order.set?.members ?? [];
  const { broken } = device;
  if (members.some((member) => member.component === broken)) {
    const codeOf = (id: string) => (id === broken ? 1409 : 1497);
    put(
      device,
      completionAlert(
        order,
        members.map((member) => ({
          code: codeOf(member.component),
          identifier: member.component,
          detail: 'exit code 1',
        })),
      ),
    );
    return;
  }
  const ids = members.map((member) => member.component);
  const staged = device.components.filter((each) => ids.includes(each.id) && !each.active);
  device.components = [
    ...device.components.filter((each) => !ids.includes(each.id)),
    ...staged.map((each) => ({ ...each, active: true })),
  ];
  put(
    device,
    completionAlert(
      order,
      ids.map((identifier) => ({ code: 1200, identifier })),
    ),
  );
}
