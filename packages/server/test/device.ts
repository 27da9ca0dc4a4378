import type { CreatedDevice } from '@scomo/api';
import { type Account, a1Of, client, mac } from '@scomo/dm';
import {
  type DeployedComponent,
  projectDeployed,
  type ScomoOrder,
  scomoObject,
  scomoTree,
} from '@scomo/scomo';
import { decode, type Encoding, encode, MEDIA_TYPE } from '@scomo/syncml';
import { standardTree, type Tree } from '@scomo/tree';
import { fleetPorts } from '../src/fleet-ports.ts';

const ROOT = './SCOMO';
const { auth } = fleetPorts();

/** The real client engine on real HTTP; orders are taken, not carried out. */
export interface TestDevice {
  account: Account;
  tree: Tree;
  readonly url: string;
  readonly encoding: Encoding;
  readonly components: DeployedComponent[];
  readonly orders: ScomoOrder[];
  /** Told in the next session's first package. */
  alerts: client.TaggedAlert[];
  sessions: number;
}

export function testDevice(created: CreatedDevice, encoding: Encoding = 'wbxml'): TestDevice {
  const { clientName, clientSecret, scheme, serverId, serverSecret } = created.auth;
  const facts = { man: 'Acme', mod: 'Gateway', dmV: '1.2', lang: 'en', devTyp: 'test', oem: 'Acme' };
  const versions = { fwV: '1', swV: '1', hwV: '1', lrgObj: false };
  return {
    account: {
      deviceId: created.deviceId,
      serverId,
      incoming: { scheme, name: serverId, a1: a1Of(serverId, serverSecret, auth), nonces: [] },
      outgoing: { scheme, name: clientName, secret: clientSecret, nonce: '' },
    },
    tree: scomoTree(ROOT, [serverId])(standardTree({ devId: created.deviceId, ...facts, ...versions })),
    url: created.serverUrl,
    encoding,
    components: [],
    orders: [],
    alerts: [],
    sessions: 0,
  };
}

/** What carries a message: the global `fetch`, or one over TLS of a test. */
type Post = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body: Uint8Array<ArrayBuffer>;
  },
) => Promise<Response>;

/** One session; how it ended for the device, or the HTTP status that broke it off. */
export async function callIn(device: TestDevice, post: Post = fetch): Promise<string> {
  device.sessions += 1;
  device.tree = projectDeployed(device.tree, ROOT, device.components);
  const env: client.ClientEnv<ScomoOrder> = {
    ports: auth,
    objects: [scomoObject({ root: ROOT, known: new Set(), busy: new Set() })],
    now: new Date().toISOString(),
    limits: { authRoundsMax: 3, messagesMax: 100 },
  };
  const opening = {
    account: device.account,
    serverUrl: device.url,
    sessionId: String(device.sessions),
    reason: 'client' as const,
    encoding: device.encoding,
    maxMsgSize: 16_384,
    maxObjSize: 65_536,
    alerts: device.alerts.splice(0),
  };
  let { session, message } = client.openSession(opening, device.tree, env);
  for (;;) {
    const body = new Uint8Array(encode(message, device.encoding));
    const header = client.macOf(session, device.account, body, auth);
    const response = await post(session.url, {
      method: 'POST',
      headers: {
        'content-type': MEDIA_TYPE[device.encoding],
        ...(header === undefined ? {} : { [mac.MAC_HEADER]: header }),
      },
      body,
    });
    if (response.status !== 200) return `HTTP ${response.status}`;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const given = response.headers.get(mac.MAC_HEADER) ?? undefined;
    const challenges = session.challenge === undefined ? [] : [session.challenge];
    const proof = mac.checkMacText(given, bytes, device.account.incoming, challenges, auth);
    const turn = client.receive(session, device.account, decode(bytes, device.encoding), device.tree, {
      ...env,
      ...(proof === undefined ? {} : { peer: { mac: proof } }),
    });
    session = turn.session;
    device.account = turn.account;
    device.tree = turn.tree;
    device.orders.push(...turn.effects);
    const ended = turn.events.find((event) => event.type === 'ended');
    if (ended !== undefined) return ended.why;
    if (turn.reply === undefined) throw new Error('neither a reply nor an end');
    message = turn.reply;
  }
}

/** A component that is active on a device. */
export function component(id: string, version: string): DeployedComponent {
  return {
    id,
    version,
    active: true,
    pkgId: '',
    name: id,
    description: '',
    envType: 'generation',
    status: 10,
  };
}
