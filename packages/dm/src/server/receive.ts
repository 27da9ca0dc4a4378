import type { Message } from '@scomo/syncml';
import type { Account } from '../auth/credentials.ts';
import { peerMessageBytes, versionFault } from '../headers.ts';
import { headerStatus } from '../statuses.ts';
import { authenticate, firstWords } from './authenticate.ts';
import { oddity, type ServerEvent } from './events.ts';
import { followObject, restartObject } from './follow-object.ts';
import { dropOld } from './match-pending.ts';
import { readOwnProof, withLogin } from './own-proof.ts';
import type { PendingCommand, Received, ServerEnv, ServerSession } from './session.ts';
import { takeAnswers } from './take-answers.ts';
import { takeChunks } from './take-chunks.ts';
import { addsNothing, takeCommands } from './take-commands.ts';

/**
 * Takes one client message in. Never throws for what a peer can do; throws when the session is closed already.
 * `session` is undefined for a device without an open session, and whenever `isFreshStart(message)`: the device
 * has started over. `earlier`: the chunks kept so far, when `wantsChunks`. spec/omadm.md §1.10
 */
export function receive(
  session: ServerSession | undefined,
  account: Account,
  message: Message,
  env: ServerEnv,
  earlier: readonly Uint8Array[] = [],
): Received {
  if (session?.state === 'closed') throw new Error('a closed session takes no message');
  const base = session === undefined ? newSession(message, env) : continued(session, message, env);
  const fault = versionFault(message.header);
  if (fault !== undefined) {
    const owed = [{ ...headerStatus(message, fault.code), items: fault.items }];
    return { session: { ...base, state: 'closed', owed }, account, events: [] };
  }
  const verdict = authenticate(base, account, message, env);
  if (!verdict.session.clientProven) {
    return { session: { ...verdict.session, owed: verdict.owed }, account, events: verdict.events };
  }
  const proof = readOwnProof(verdict.session, verdict.account, message);
  const joined = takeChunks(proof.refused ? restartObject(proof.session) : proof.session, message, earlier);
  const answers = proof.refused
    ? { pending: [], events: [] }
    : takeAnswers(awaited(base, proof.session.pending), joined.message, String(base.serverMsgId));
  const asked = takeCommands(joined.message, env);
  const { held: _, ...rest } = joined.session;
  const {
    session: taken,
    events: said,
    going,
  } = followObject(
    {
      ...rest,
      opened: true,
      pending: answers.pending,
      owed: [...verdict.owed, ...base.owed, ...joined.owed, ...asked.owed],
    },
    message,
    joined.message.commands.flatMap((_, index) => [
      ...(answers.events[index] ?? []),
      ...(asked.events[index] ?? []),
    ]),
  );
  const over = taken.messageCount - taken.chunkCount >= env.limits.messagesMax;
  const aborted = said.some((event) => event.type === 'aborted');
  const closed = over || aborted || taken.state === 'closed';
  const state = closed ? 'closed' : going ? 'object' : stateAfter(base, message, taken.receiving);
  const silent = state === 'ready' ? taken.pending.filter(isUnanswered) : [];
  const next: ServerSession = {
    ...taken,
    state,
    pending: state === 'ready' ? taken.pending.filter(mayStillAnswer).map(asAnswered) : taken.pending,
  };
  const events: ServerEvent[] = [
    ...verdict.events,
    ...proof.events,
    ...openingEvents(proof.session, message),
    ...said,
    ...silent.map((row) => oddity(`no Status for ${row.kind} ${row.msgId}/${row.cmdId}`)),
    ...(over ? [oddity(`session cut after ${taken.messageCount} messages`)] : []),
  ];
  const { chunk } = joined;
  const after = withLogin(next, proof.account, env);
  return { session: after, account: proof.account, events, ...(chunk === undefined ? {} : { chunk }) };
}

/** A client in the middle of its package may split one answer over any number of messages. spec/omadm.md §1.7 */
function awaited(base: ServerSession, pending: readonly PendingCommand[]): readonly PendingCommand[] {
  return base.state === 'moreFromClient' ? pending : dropOld(pending, base.serverMsgId);
}

/**
 * True for a first message of a device that starts over, whatever session is still open: it says why the session, or at
 * least who it is. spec/omadm.md §9.4, Q3, Q17
 */
export function isFreshStart(message: Message): boolean {
  if (Number(message.header.msgId) !== 1) return false;
  const { reason, devInfo } = firstWords(message);
  return reason !== undefined || devInfo !== undefined;
}

/** True when commands may be sent now: the peer is proven and has said Final. spec/omadm.md §1.7 */
export function mayCommand(session: ServerSession): boolean {
  return session.state === 'ready';
}

function newSession(message: Message, env: ServerEnv): ServerSession {
  const { header } = message;
  return {
    state: 'credentials',
    sessionId: header.sessionId,
    deviceId: header.source.locUri,
    serverUri: env.serverUri,
    respUri: env.respUri,
    encoding: env.encoding,
    verDtd: header.verDtd,
    verProto: header.verProto,
    clientMsgId: header.msgId,
    serverMsgId: 0,
    maxMsgSize: peerMessageBytes(header, undefined, env.fillPercent),
    ...(header.meta?.maxObjSize === undefined ? {} : { maxObjSize: header.meta.maxObjSize }),
    clientProven: false,
    opened: false,
    authRounds: 0,
    proof: 'unasked',
    proofRounds: 0,
    atRisk: [],
    unproven: [],
    messageCount: 1,
    chunkCount: 0,
    objectOctets: 0,
    pending: [],
    owed: [],
  };
}

/** An open session with what a newer message's header says. */
function continued(session: ServerSession, message: Message, env: ServerEnv): ServerSession {
  const { header } = message;
  return {
    ...session,
    clientMsgId: header.msgId,
    maxMsgSize: peerMessageBytes(header, session.maxMsgSize, env.fillPercent),
    ...(header.meta?.maxObjSize === undefined ? {} : { maxObjSize: header.meta.maxObjSize }),
    messageCount: session.messageCount + 1,
  };
}

/**
 * What a proven, open session waits for. A message without Final counts as final when it asks for the next message
 * itself (1222 is never answered with 1222) or adds nothing to what we asked for. spec/omadm.md §1.7, Q1, peers A8
 */
function stateAfter(
  before: ServerSession,
  message: Message,
  receiving: ServerSession['receiving'],
): 'ready' | 'moreFromClient' {
  if (receiving !== undefined) return 'moreFromClient';
  if (message.final) return 'ready';
  if (message.commands.some((command) => command.kind === 'Alert' && command.code === 1222)) return 'ready';
  return before.state === 'moreFromClient' && addsNothing(message) ? 'ready' : 'moreFromClient';
}

/** `opened`, once, and DevInfo of a refused first try that the retry did not repeat. Q17, Q18 */
function openingEvents(session: ServerSession, message: Message): readonly ServerEvent[] {
  if (session.opened) return [];
  const words = firstWords(message);
  const reason = words.reason ?? session.held?.reason ?? 'client';
  const values = words.devInfo === undefined ? session.held?.devInfo : undefined;
  const opened: ServerEvent = { type: 'opened', reason };
  return values === undefined ? [opened] : [opened, { type: 'devInfo', values }];
}

/** After Final only late Results and what got no Status at all are still expected (Q2, Q41). */
function mayStillAnswer(row: PendingCommand): boolean {
  return row.answered !== true || (row.kind === 'Get' && row.served !== true) || row.kind === 'Exec';
}

function asAnswered(row: PendingCommand): PendingCommand {
  return { ...row, answered: true };
}

function isUnanswered(row: PendingCommand): boolean {
  return row.answered !== true && row.path.length === 0;
}
