import type { Command, Header, Message, Results, Status } from '@scomo/syncml';
import type { Account } from '../auth/credentials.ts';
import { makeCred } from '../auth/make-cred.ts';
import { isMessageScheme } from '../auth/schemes.ts';
import { measurer, messageOctets } from '../fit.ts';
import { LIMITS } from '../limits.ts';
import { plainCommand } from '../plain-command.ts';
import { type Cut, cutObject } from './send-results.ts';
import type { ClientEnv, ClientSession, Outgoing } from './session.ts';

const NEXT_MESSAGE: Command = { kind: 'Alert', cmdId: '9999', code: 1222, items: [] };

/**
 * Makes our next message: as much of `queue` as the server's MaxMsgSize holds, in its order; the rest waits in the
 * outbox. Final only when all is sent and the server's own Final has come; while it has not, 1222 asks for more
 * unless the server has just asked us. spec/omadm.md §1.6, §1.7, C7, C10
 */
export function compose<E>(
  session: ClientSession,
  queue: readonly Outgoing[],
  account: Account,
  env: ClientEnv<E>,
  asked = false,
): { readonly session: ClientSession; readonly message: Message } {
  const msgId = session.msgId + 1;
  const header = headerOf(session, account, msgId, env);
  const measure = measurer(session.encoding);
  const frame = messageOctets(header, [], session.encoding) + measure(NEXT_MESSAGE);
  const most = roomAlone(session, account, env);
  // An alert beyond any message stays unsent, and so unanswered.
  const sendable = queue.filter(({ tag, command }) => tag === undefined || measure(command) + 4 <= most);
  const { commands, sent, left } = fill(sendable, session.peerMessageBytes - frame, most, measure);
  const awaits = !session.serverFinal || session.incoming !== undefined;
  const final = !awaits && left.length === 0;
  if (awaits && !asked) commands.push({ ...NEXT_MESSAGE, cmdId: String(commands.length + 1) });
  const sentAlerts = sent.map((row) => ({ ...row, msgId: String(msgId) }));
  const outbox = left.map((row) => ({ ...row, command: plainCommand(row.command) }));
  return {
    session: {
      ...session,
      msgId,
      serverFinal: session.serverFinal && !final,
      sentAlerts: [...session.sentAlerts, ...sentAlerts],
      outbox,
    },
    message: { header, commands, final },
  };
}

/** Octets that one command may have so that a message with two Statuses and little else can carry it. */
export function roomAlone<E>(session: ClientSession, account: Account, env: ClientEnv<E>): number {
  const measure = measurer(session.encoding);
  const header = headerOf(session, account, session.msgId + 1, env);
  const status: Status = {
    kind: 'Status',
    cmdId: '9999',
    msgRef: '9999',
    cmdRef: '9999',
    cmd: 'SyncHdr',
    targetRefs: [session.deviceId],
    sourceRefs: [session.url],
    code: 200,
    items: [],
  };
  const frame = messageOctets(header, [], session.encoding) + measure(NEXT_MESSAGE);
  return session.peerMessageBytes - frame - 2 * measure(status);
}

function headerOf<E>(session: ClientSession, account: Account, msgId: number, env: ClientEnv<E>): Header {
  const { proof } = session;
  const { scheme, name } = account.outgoing;
  const { maxMsgSize, maxObjSize } = session;
  return {
    verDtd: '1.2',
    verProto: 'DM/1.2',
    sessionId: session.sessionId,
    msgId: String(msgId),
    target: { locUri: session.url },
    source: { locUri: session.deviceId, ...(isMessageScheme(scheme) ? { locName: name } : {}) },
    ...(proof === undefined || proof.scheme === 'hmac'
      ? {}
      : { cred: makeCred(account.outgoing, proof.scheme, proof.nonce, env.ports) }),
    ...(session.state === 'setup' ? { meta: { maxMsgSize, maxObjSize } } : {}),
  };
}

interface Filled {
  readonly commands: Command[];
  readonly sent: readonly { readonly tag: string; readonly cmdId: string }[];
  readonly left: readonly Outgoing[];
}

/**
 * The longest beginning of the queue that fits; its first command goes in any case. Results may be cut between Items,
 * and an Item that no message of `most` octets holds goes in chunks, each the last of its message.
 */
function fill(
  queue: readonly Outgoing[],
  octets: number,
  most: number,
  measure: (command: Command) => number,
): Filled {
  const commands: Command[] = [];
  const sent: { tag: string; cmdId: string }[] = [];
  let room = octets;
  for (const [index, row] of queue.entries()) {
    const command = { ...row.command, cmdId: String(index + 1) };
    const size = measure(command);
    const crowded = index >= LIMITS.commandsMax;
    if (row.begun === true || ((size > room || crowded) && index > 0)) {
      const cut =
        command.kind === 'Results' && !crowded ? cutOf(command, row, room, most, measure) : undefined;
      if (cut !== undefined) commands.push(cut.head);
      const after = queue.slice(index + 1);
      if (cut === undefined) return { commands, sent, left: [row, ...after] };
      const begun = cut.begun ? ({ begun: true } as const) : {};
      return { commands, sent, left: [...(cut.tail ? [{ command: cut.tail, ...begun }] : []), ...after] };
    }
    commands.push(command);
    room -= size;
    if (row.tag !== undefined) sent.push({ tag: row.tag, cmdId: command.cmdId });
  }
  return { commands, sent, left: [] };
}

function cutOf(
  results: Results,
  { begun = false }: { readonly begun?: boolean },
  room: number,
  most: number,
  measure: (command: Command) => number,
): Cut | undefined {
  const [first, ...others] = results.items;
  if (first === undefined) return undefined;
  if (begun || measure({ ...results, cmdId: '9999', items: [first] }) > most) {
    return cutObject(results, begun, room, measure);
  }
  const cut = others.length === 0 ? undefined : cutResults(results, room, measure);
  return cut === undefined ? undefined : { ...cut, begun: false };
}

/** Results in two: the Items that fit and the others; undefined when not one fits. */
function cutResults(
  results: Results,
  room: number,
  measure: (command: Command) => number,
): { readonly head: Results; readonly tail: Results } | undefined {
  const empty = measure({ ...results, items: [] });
  let used = empty;
  let fitting = 0;
  for (const item of results.items) {
    used += measure({ ...results, items: [item] }) - empty;
    if (used > room) break;
    fitting += 1;
  }
  if (fitting === 0 || fitting === results.items.length) return undefined;
  return {
    head: { ...results, items: results.items.slice(0, fitting) },
    tail: { ...results, cmdId: '', items: results.items.slice(fitting) },
  };
}
