/**
 * For the corpus of bad input: what a device makes of octets that reach it, in one word or status.
 * `uri`, `tnds` and `object`: messages of a proven server; the codes of the answer to the last one, and `changed` when a
 * refused command left a trace in the tree. `package0`: a short message, a WAP push or a bare notification. `bootstrap`: a push,
 * or a Content-Type, an empty line and the document.
 */
import { isDeepStrictEqual } from 'node:util';
import { decode, type Message, SyncmlError } from '@scomo/syncml';
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

const READERS = {
  uri: afterMessages,
  tnds: afterMessages,
  object: afterMessages,
  package0: ofNotification,
  bootstrap: ofBootstrap,
};

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

/** Between two messages of one input. */
const NEXT_MESSAGE = '\n====\n';

function afterMessages(bytes: Uint8Array): string {
  const account = accounts('none', 'none').device;
  const before = deviceTree();
  const env = clientEnv();
  let tree = before;
  let { session } = client.openSession(opening(account, 'xml'), tree, env);
  let said = '';
  for (const part of Buffer.from(bytes).toString().split(NEXT_MESSAGE)) {
    try {
      const turn = client.receive(session, account, decode(new TextEncoder().encode(part), 'xml'), tree, env);
      ({ session, tree } = turn);
      said = wordsOf(turn.reply);
    } catch (error) {
      if (error instanceof SyncmlError) return error.code;
      throw error;
    }
  }
  return said + (/\b[45]\d\d\b/.test(said) && !isDeepStrictEqual(tree, before) ? ' changed' : '');
}

/** Codes of the Statuses for commands, and of Alerts but 1222 with their name. */
function wordsOf(reply: Message | undefined): string {
  const words = (reply?.commands ?? []).flatMap((command) => {
    if (command.kind === 'Status') return command.cmd === 'SyncHdr' ? [] : [String(command.code)];
    return command.kind === 'Alert' && command.code !== 1222 ? [`Alert ${command.code}`] : [];
  });
  return words.join(',');
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
