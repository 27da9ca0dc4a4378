import { type Account, client, mac, type PeerProof } from '@scomo/dm';
import { parseWishAnswer, type ScomoOrder, scomoObject } from '@scomo/scomo';
import { decode, encode, type Message, SyncmlError } from '@scomo/syncml';
import { accountObject, type Tree, type UserAnswer } from '@scomo/tree';
import { changeCredentials, openAccount, saveAccount } from '../account.ts';
import { LIMITS } from '../base/limits.ts';
import { authPorts } from '../base/node-crypto.ts';
import { askUser } from '../consent/ask-user.ts';
import { namingServer } from '../consent/naming-server.ts';
import type { Context } from '../context.ts';
import { reportBroken } from '../jobs/report-broken.ts';
import { createDelivery, type Delivery } from '../jobs/take-package.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import { record } from '../journal/history.ts';
import { acceptOrder, knownCorrelators, openOrders } from '../journal/orders.ts';
import { type PackageRecord, putPackage } from '../journal/packages.ts';
import { isUnanswered, markAnswered, unanswered } from '../journal/spool.ts';
import type { Inventory } from '../privileged/port.ts';
import { noteAnswer } from '../requests/requests.ts';
import type { Wanted } from '../wake-up/wake-ups.ts';
import { accountNode, credentialChanges } from './credential-changes.ts';
import { loadTree, MO_ROOT, presentTree, saveTree } from './device-tree.ts';
import { type Carried, createTransport, type Transport, TransportError } from './transport.ts';

/** How a session went. */
export interface SessionResult {
  readonly ok: boolean;
  /** In words, for status and logs. */
  readonly detail: string;
  /** Orders taken on. */
  readonly orders: number;
  /** An alert of ours got no final answer: the server has trouble with it. */
  readonly stuck: boolean;
  /** Not to be tried again earlier, ms. */
  readonly afterMs: number;
}

type Turn = client.ClientTurn<ScomoOrder>;

/** One DM session with the account's server, our reports in its first package. Throws Stopped. spec/omadm.md §1 */
export async function runSession(context: Context): Promise<SessionResult> {
  const terms = await context.installer.terms();
  const found = await context.installer.inventory(true);
  const transport = createTransport(context.signal, context.config.tls);
  const delivery = createDelivery(context, terms, found);
  const wanted = context.wakeUps.begin();
  try {
    const result = await converse(context, transport, delivery, found, wanted);
    if (wanted !== undefined && !result.ok) context.wakeUps.giveBack(wanted);
    note(context, result);
    return result;
  } catch (error) {
    if (!(error instanceof TransportError) && !(error instanceof SyncmlError)) throw error;
    if (wanted !== undefined) context.wakeUps.giveBack(wanted);
    const afterMs = error instanceof TransportError ? error.afterMs : 0;
    const result = { ok: false, detail: error.message, orders: 0, stuck: false, afterMs };
    note(context, result);
    return result;
  } finally {
    delivery.close();
    transport.close();
  }
}

async function converse(
  context: Context,
  transport: Transport,
  delivery: Delivery,
  found: Inventory,
  wanted: Wanted | undefined,
): Promise<SessionResult> {
  const { config, journal } = context;
  const { resync = false, ...asked } = wanted ?? { sessionId: nextSessionId(context), reason: 'client' };
  const stored = openAccount(journal, config);
  let account = resync ? client.withZeroNonce(stored) : stored;
  const trees = createTreeView(context);
  reportBroken(context, await context.exclusive(trees.now), found);
  const alerts = unanswered(journal, config.serverId).map(({ id, alert }) => ({ tag: String(id), alert }));
  const opened = client.openSession(
    {
      account,
      serverUrl: config.serverUrl,
      ...asked,
      encoding: config.encoding,
      maxMsgSize: config.maxMsgSize,
      maxObjSize: LIMITS.objectBytesMax,
      alerts,
    },
    await context.exclusive(trees.now),
    environment(context, delivery),
  );
  let { session } = opened;
  let outgoing: Message | undefined = opened.message;
  let orders = 0;
  let ending: Extract<client.ClientEvent, { type: 'ended' }> | undefined;
  while (outgoing !== undefined) {
    const { encoding } = session;
    const bytes = encode(outgoing, encoding);
    const header = client.macOf(session, account, bytes, authPorts);
    const answer = await transport.post(session.url, { bytes, encoding, mac: header });
    const peer = peerOf(answer, session, account, resync);
    const message = decode(answer.bytes, answer.encoding);
    const taken = await takeTurn(context, async (answers) => {
      const tree = await trees.now();
      const env = { ...environment(context, delivery), resync, peer };
      const asking = client.receiveAsking(session, account, message, tree, env, answers);
      if (asking.kind === 'question') return asking;
      const { turn } = asking;
      orders += keepTurn(context, turn, { account, tree }, delivery.keep());
      trees.keep(turn.tree);
      return asking;
    });
    ({ session, account, reply: outgoing } = { reply: undefined, ...taken });
    if (session.serverProven && answer.date !== undefined) context.heard(answer.date);
    ending = taken.events.find((event) => event.type === 'ended') ?? ending;
  }
  context.workReady();
  const { why, detail } = ending ?? { why: 'done', detail: '' };
  const good = why === 'done' || why === 'aborted';
  const stuck = alerts.some(({ tag }) => isUnanswered(journal, Number(tag)));
  return { ok: good, detail: detail === '' ? why : `${why}: ${detail}`, orders, stuck, afterMs: 0 };
}

/** The tree for the turns of a session: read anew only when something else was kept since the last turn. */
function createTreeView(context: Context): { now(): Promise<Tree>; keep(tree: Tree): void } {
  let seen: { readonly tree: Tree; readonly version: number } | undefined;
  const keep = (tree: Tree) => {
    seen = { tree, version: context.journal.version() };
    return tree;
  };
  return {
    async now() {
      if (seen?.version === context.journal.version()) return seen.tree;
      const found = await context.installer.inventory(false);
      return keep(presentTree(context, loadTree(context), found));
    },
    keep,
  };
}

/**
 * The turn, once the End User has answered what the server asks in it. The tree is held only while a message is worked
 * on: neither a slow server nor an open question keeps other servers or jobs from it.
 */
async function takeTurn(
  context: Context,
  work: (answers: readonly UserAnswer[]) => Promise<client.Asked<ScomoOrder>>,
): Promise<Turn> {
  const answers: UserAnswer[] = [];
  for (;;) {
    const asked = await context.exclusive(() => work(answers));
    if (asked.kind === 'turn') return asked.turn;
    const question = { ...asked.question, text: namingServer(context, asked.question.text) };
    answers.push(await askUser(context, question));
  }
}

/** What the MAC beside an answer is worth, over its octets as they came. spec/omadm.md §5.6, C15 */
function peerOf(
  answer: Carried,
  { challenge, serverProven }: client.ClientSession,
  account: Account,
  resync: boolean,
): PeerProof {
  const challenges = client.challengesOf(challenge, resync && !serverProven);
  const proof = mac.checkMacText(answer.mac, answer.bytes, account.incoming, challenges, authPorts);
  return proof === undefined ? {} : { mac: proof };
}

function environment(context: Context, { sink }: Delivery): client.ClientEnv<ScomoOrder> {
  const known = knownCorrelators(context.journal, context.config.serverId);
  const busy = new Set(openOrders(context.journal).map(({ order }) => order.node));
  return {
    ports: authPorts,
    objects: [scomoObject({ root: MO_ROOT, known, busy, delivery: sink }), accountObject()],
    now: context.now(),
    limits: { authRoundsMax: LIMITS.authRoundsMax, messagesMax: LIMITS.sessionMessagesMax },
  };
}

/** Orders, packages, tree, nonces and acknowledgements become durable before the reply leaves. security.md §4.1 */
function keepTurn(
  context: Context,
  turn: Turn,
  before: { account: Account; tree: Tree },
  delivered: PackageRecord | undefined,
): number {
  const { journal, config } = context;
  const answered = turn.events.filter((event) => event.type === 'alertAnswered');
  const same = turn.account === before.account && turn.tree === before.tree && delivered === undefined;
  if (same && answered.length === 0 && turn.effects.length === 0) return 0;
  const now = context.now();
  return journal.transaction(() => {
    let taken = 0;
    for (const order of turn.effects) {
      if (!acceptOrder(journal, order, now)) continue;
      taken += 1;
      record(journal, {
        at: now,
        kind: 'order',
        detail: `${order.operation} ${order.node} (${order.correlator ?? ''})`,
      });
    }
    if (delivered !== undefined) {
      putPackage(journal, delivered);
      record(journal, { at: now, kind: 'download', detail: `${delivered.pkgId} came in a session` });
    }
    // An order names a node of the tree that this session shows, which may never have been kept.
    if (turn.tree !== before.tree || taken > 0) {
      saveTree(context, turn.tree);
      const own = accountNode(context.accounts.indexOf(config));
      const changes = credentialChanges(before.tree, turn.tree, own);
      if (Object.keys(changes).length > 0) changeCredentials(journal, config, changes);
    }
    if (turn.account !== before.account) saveAccount(journal, config, turn.account);
    for (const { tag, code, words } of answered) {
      markAnswered(journal, Number(tag), code, now);
      noteAnswer(journal, Number(tag), { code, answer: parseWishAnswer(words ?? '') }, now);
    }
    return taken;
  });
}

/** 1 to FFFF, another one each time. spec/omadm.md §1.3 */
function nextSessionId({ journal }: Context): string {
  const number = ((readFact<number>(journal, 'sessionNumber') ?? 0) % 0xffff) + 1;
  writeFact(journal, 'sessionNumber', number);
  return number.toString(16).toUpperCase();
}

/** What `status` shows of the last session. */
export interface LastSession {
  readonly at: string;
  readonly ok: boolean;
  readonly detail: string;
}

function note(context: Context, { ok, detail, orders }: SessionResult): void {
  const { journal, config, accounts } = context;
  const at = context.now();
  const fact = `lastSession ${config.serverId}` as const;
  const before = readFact<LastSession>(journal, fact);
  const whose = accounts.length > 1 ? `with ${config.serverId} ` : '';
  journal.transaction(() => {
    writeFact(journal, fact, { at, ok, detail } satisfies LastSession);
    // An idle session every minute would push everything else out of the history.
    if (orders > 0 || before?.ok !== ok)
      record(journal, { at, kind: 'session', detail: `${whose}${detail}` });
  });
  context.say(`session: ${whose}${detail}${orders > 0 ? `, ${orders} new orders` : ''}`);
}
