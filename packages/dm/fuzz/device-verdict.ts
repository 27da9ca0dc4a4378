/**
 * For the corpus of bad input: what a device makes of octets that reach it, in one word or status.
 * `uri` and `tnds`: a proven server's message; the codes of the Statuses for its commands, and `changed` when a refused
 * command left a trace in the tree. `package0`: a short message, a WAP push or a bare notification. `bootstrap`: a push,
 * or a Content-Type, an empty line and the document.
 */
import { isDeepStrictEqual } from 'node:util';
import { decode, SyncmlError } from '@scomo/syncml';
import { interior, leaf, putAccount, putInbox, putNode, standardTree, type Tree } from '@scomo/tree';
import { acceptBootstrap, STRICT_POLICY } from '../src/bootstrap/accept-bootstrap.ts';
import { type BootstrapOffer, offerOfHttp, offerOfPush } from '../src/bootstrap/offer.ts';
import { imsiKey } from '../src/bootstrap/sec-methods.ts';
import { a1Of, client } from '../src/index.ts';
import { readTrigger } from '../src/notification/read-trigger.ts';
import { readWapPush } from '../src/notification/read-wap-push.ts';
import { joinSmsParts, readSmsUserData } from '../src/notification/sms.ts';
import { verifyTrigger } from '../src/notification/verify-trigger.ts';
import { testPorts } from '../test/auth-ports.ts';
import { VECTOR_PROFILE } from '../test/bootstrap.ts';
import { bootstrapPorts } from '../test/octets.ts';
import { accounts, clientEnv, opening } from '../test/pair.ts';

const READERS = { uri: afterMessage, tnds: afterMessage, package0: ofNotification, bootstrap: ofBootstrap };

/** Stable words: the sidecars of the corpus name them. */
export function deviceVerdict(area: keyof typeof READERS, bytes: Uint8Array): string {
  return READERS[area](bytes);
}

const FACTS = { devId: 'IMEI:004999010640000', man: 'Acme', mod: 'Widget-9', dmV: '1.2', lang: 'en' };
const DETAIL = { devTyp: 'test', oem: 'Acme', fwV: '1', swV: '1', hwV: '1', lrgObj: false };

function deviceTree(): Tree {
  const acl = { acl: 'Add=*&Delete=*&Exec=*&Get=*&Replace=*' };
  const bare = putInbox(putAccount(standardTree({ ...FACTS, ...DETAIL }), VECTOR_PROFILE));
  return putNode(bare, './A', interior({ x: leaf('one'), y: leaf('two') }, acl));
}

function afterMessage(bytes: Uint8Array): string {
  const account = accounts('none', 'none').device;
  const tree = deviceTree();
  const env = clientEnv();
  const { session } = client.openSession(opening(account, 'xml'), tree, env);
  try {
    const turn = client.receive(session, account, decode(bytes, 'xml'), tree, env);
    const statuses = (turn.reply?.commands ?? []).filter((command) => command.kind === 'Status');
    const codes = statuses.filter(({ cmd }) => cmd !== 'SyncHdr').map(({ code }) => code);
    const trace = codes.some((code) => code >= 400) && !isDeepStrictEqual(turn.tree, tree);
    return codes.join(',') + (trace ? ' changed' : '');
  } catch (error) {
    if (error instanceof SyncmlError) return error.code;
    throw error;
  }
}

const TRIGGER_SECRETS = {
  serverId: 'a.example',
  a1: a1Of('a.example', 'server secret', testPorts()),
  nonces: ['bm9uY2Utbm9uY2Utbm8=', ''],
};

/** `nothing`: not to be woken by it. `not ours`: of another server, or not signed by ours. `ours`: a session starts. */
function ofNotification(bytes: Uint8Array): string {
  const part = readSmsUserData(bytes);
  const pdu = part === undefined ? bytes : joinSmsParts([part]);
  if (pdu === undefined) return 'nothing';
  const push = readWapPush(pdu);
  if (push?.kind === 'connectivity') return 'nothing';
  const trigger = readTrigger(push?.body ?? pdu);
  if (trigger === undefined) return 'nothing';
  return verifyTrigger(trigger, TRIGGER_SECRETS, testPorts()) ? 'ours' : 'not ours';
}

const PIN = '0123456789abcdef0123456789abcdef';
const EMPTY_LINE = Buffer.from('\r\n\r\n');

function ofBootstrap(bytes: Uint8Array): string {
  const offer = offerOf(bytes);
  if (offer === undefined) return 'no offer';
  const secrets = { pin: PIN, networkId: imsiKey('310150123456789') };
  const history = { usedMacs: [], serverIds: [] };
  const verdict = acceptBootstrap(offer, secrets, STRICT_POLICY, history, bootstrapPorts());
  return verdict.kind === 'accepted' ? 'accepted' : verdict.reason;
}

function offerOf(bytes: Uint8Array): BootstrapOffer | undefined {
  const at = Buffer.from(bytes).indexOf(EMPTY_LINE);
  if (at >= 0) {
    const type = Buffer.from(bytes.subarray(0, at)).toString('latin1');
    return offerOfHttp(type, bytes.subarray(at + EMPTY_LINE.length));
  }
  const push = readWapPush(bytes);
  return push?.kind === 'connectivity' ? offerOfPush(push) : undefined;
}
