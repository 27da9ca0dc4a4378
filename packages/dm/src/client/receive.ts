import type { Message, Status } from '@scomo/syncml';
import type { Tree } from '@scomo/tree';
import type { Account } from '../auth/credentials.ts';
import { measurer } from '../fit.ts';
import { peerMessageBytes, peerObjectBytes, versionFault } from '../headers.ts';
import { headerStatus } from '../statuses.ts';
import { originOf } from '../uri-text.ts';
import { authenticate, keepNonce } from './authenticate.ts';
import { carryOut, type Fits, refuseCommands } from './carry-out.ts';
import { compose, roomAlone } from './compose.ts';
import { matchAlerts } from './match-alerts.ts';
import { readOwnProof } from './own-proof.ts';
import { openAlerts, package1 } from './package1.ts';
import { fitsInto, inOrder, isAwaited, withoutRefused } from './send-results.ts';
import type { ClientEnv, ClientEvent, ClientSession, ClientTurn, Outgoing } from './session.ts';

type EndedWhy = Extract<ClientEvent, { type: 'ended' }>['why'];

/**
 * Takes one server message in, carries its commands out on the tree and makes the answer. Never throws for what a
 * peer can do; throws when the session is over already. spec/omadm.md §1.11
 */
export function receive<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  tree: Tree,
  env: ClientEnv<E>,
): ClientTurn<E> {
  if (session.state === 'ended') throw new Error('an ended session takes no message');
  const heard = hear(session, message);
  const idle: Idle<E> = { session: heard, account, tree, effects: [], events: [] };
  const fault = headerFault(heard, message, env);
  if (fault !== undefined) return ended(idle, 'protocol', fault);
  if (message.commands.some((command) => command.kind === 'Alert' && command.code === 1223)) {
    return ended(idle, 'aborted', 'the server ended the session (1223)');
  }
  const proof = readOwnProof(heard, account, message, env);
  switch (proof.kind) {
    case 'refused':
      return ended(idle, 'refused', proof.detail);
    case 'fault':
      return ended(idle, 'protocol', proof.detail);
    case 'retry':
      return retry(proof.session, account, message, tree, env);
    case 'accepted':
      return proceed({ ...proof.session, state: 'management' }, account, message, tree, env);
  }
}

type Idle<E> = Omit<ClientTurn<E>, 'reply'>;

/** What the header of a server message says: its limits, its address, its Final. */
function hear(session: ClientSession, message: Message): ClientSession {
  const { respUri } = message.header;
  const same = respUri !== undefined && originOf(respUri) === originOf(session.serverUrl);
  return {
    ...session,
    messageCount: session.messageCount + 1,
    peerMessageBytes: peerMessageBytes(message.header, session.peerMessageBytes),
    ...peerObjectBytes(message.header),
    serverFinal: session.serverFinal || message.final,
    url: same && originOf(respUri) !== undefined ? respUri : session.url,
  };
}

function headerFault<E>(session: ClientSession, message: Message, env: ClientEnv<E>): string | undefined {
  const { header } = message;
  if (versionFault(header) !== undefined) {
    return `the server speaks ${header.verProto} with DTD ${header.verDtd}`;
  }
  if (header.sessionId.toLowerCase() !== session.sessionId.toLowerCase()) {
    return `message of session ${header.sessionId} in session ${session.sessionId}`;
  }
  if (session.messageCount - session.chunkCount > env.limits.messagesMax)
    return `more than ${env.limits.messagesMax} messages`;
  return undefined;
}

/** Package 1 again under the newest Cred: Status for the server's header first. spec/omadm.md §5.4 rule 2 */
function retry<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  tree: Tree,
  env: ClientEnv<E>,
): ClientTurn<E> {
  const again: ClientSession = { ...session, state: 'setup', serverFinal: true };
  const queue = [ownStatus(headerStatus(message, 200)), ...package1(again, tree)];
  const made = compose(again, queue, account, env);
  return { session: made.session, account, tree, effects: [], events: [], reply: made.message };
}

function proceed<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  tree: Tree,
  env: ClientEnv<E>,
): ClientTurn<E> {
  const commands = message.commands.filter((command) => command.kind !== 'Status');
  // The session is over when nothing is left but a Status for the server's header. spec/omadm.md §1.8, C8
  const answering = commands.length > 0 || !message.final;
  const verdict = authenticate(session, account, message, env, answering);
  const kept = keepNonce(verdict.session, verdict.account);
  const status = ownStatus(headerStatus(message, verdict.code, verdict.chal));
  const asked = commands.some((command) => command.kind === 'Alert' && command.code === 1222);
  if (!kept.session.serverProven) {
    const idle: Idle<E> = { ...kept, tree, effects: [], events: [] };
    const why = verdict.code === 407 ? 'the server gave no credentials' : 'the server gave wrong credentials';
    const over = !answering || session.serverProven || kept.session.challenges > env.limits.authRoundsMax;
    if (over) return ended(idle, 'unproven', why);
    const queue = [status, ...refuseCommands(message, verdict.code), ...openAlerts(kept.session)];
    const made = compose(kept.session, queue, account, env, asked);
    return { ...idle, session: made.session, reply: made.message };
  }
  const matched = matchAlerts(kept.session, message);
  const events = [...verdict.events, ...matched.events];
  if (!answering) {
    return ended({ session: matched.session, account: kept.account, tree, effects: [], events }, 'done', '');
  }
  const fits = fitsOf(matched.session, roomAlone(matched.session, kept.account, env));
  const done = carryOut(message, tree, matched.session, account.serverId, env, fits);
  const { incoming: _, ...heard } = withoutRefused(matched.session, message);
  const next: ClientSession = {
    ...heard,
    chunkCount: heard.chunkCount + (done.progress || isAwaited(matched.session, message) ? 1 : 0),
    ...(done.incoming === undefined ? {} : { incoming: done.incoming }),
  };
  const made = compose(next, inOrder(status, done.answers, next.outbox), kept.account, env, asked);
  return {
    session: made.session,
    account: kept.account,
    tree: done.tree,
    effects: done.effects,
    events,
    reply: made.message,
  };
}

function fitsOf(session: ClientSession, room: number): Fits {
  const measure = measurer(session.encoding);
  return {
    together: (commands) =>
      commands.reduce((octets, one) => octets + measure({ ...one, cmdId: '9999' }), 0) <= room,
    results: (results) => fitsInto(session, results, room),
  };
}

function ownStatus(status: Omit<Status, 'cmdId'>): Outgoing {
  return { command: { ...status, cmdId: '' } };
}

function ended<E>(turn: Idle<E>, why: EndedWhy, detail: string): ClientTurn<E> {
  return {
    ...turn,
    session: { ...turn.session, state: 'ended', outbox: [] },
    events: [...turn.events, { type: 'ended', why, detail }],
  };
}
