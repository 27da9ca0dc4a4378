import type { Command, Header } from '@scomo/syncml';
import { measurer, messageOctets } from '../fit.ts';
import { LIMITS } from '../limits.ts';
import { numbered } from '../number-commands.ts';
import { plainCommand } from '../plain-command.ts';
import type { OwedStatus } from '../statuses.ts';
import { pendingOf } from './match-pending.ts';
import type { Composed, ServerEnv, ServerSession, TaggedCommand } from './session.ts';

const NEXT_MESSAGE: Command = { kind: 'Alert', cmdId: '9999', code: 1222, items: [] };
/** A CmdID as long as any: LIMITS.commandsMax has three digits. */
const CMD_ID_LONG = 1000;

/**
 * Makes the answer to the message just received: statuses first, then as many of the commands as the peer's
 * MaxMsgSize holds, then Final; or 1222 without Final when the client has not finished or something must wait for
 * an emptier message. Commands are taken only while `mayCommand`. Nothing to command and no challenge closes the
 * session. spec/omadm.md §1.5, §1.7, §1.8
 */
export function compose(
  session: ServerSession,
  commands: readonly TaggedCommand[],
  env: ServerEnv,
): Composed {
  const serverMsgId = session.serverMsgId + 1;
  const header = headerOf(session, serverMsgId, env);
  const wanted = session.state === 'ready' ? [...session.unproven, ...commands] : [];
  const draft = fitsWhole(session, header, wanted) ? boundlessDraft() : newDraft(session, header);
  const left = putStatuses(draft, session.owed);
  const offer = left.length === 0 ? wanted : [];
  const placed = putCommands(draft, offer, roomOfEmptyMessage(session, header));
  const unsent = session.state === 'ready' && (left.length > 0 || (placed.sent.length === 0 && placed.more));
  const wait = session.state === 'moreFromClient' || unsent;
  if (wait) draft.commands.push({ ...NEXT_MESSAGE, cmdId: String(draft.cmdId) });
  const pending = placed.sent.flatMap(({ tag, numbered }) =>
    pendingOf({ tag, command: numbered }, String(serverMsgId)),
  );
  const { login, ...rest } = session;
  const after: ServerSession = {
    ...rest,
    serverMsgId,
    state: wait ? 'moreFromClient' : stateAfter(session, placed.sent.length),
    proof: login === undefined ? session.proof : 'sent',
    atRisk:
      login === undefined
        ? []
        : placed.sent.map(({ tag, command }) => ({ tag, command: plainCommand(command) })),
    unproven: session.unproven.slice(placed.dealt),
    pending: [...session.pending, ...pending],
    owed: wait ? left : [],
  };
  return {
    session: after,
    message: { header, commands: draft.commands, final: !wait },
    taken: Math.max(0, placed.dealt - session.unproven.length),
    tooLarge: placed.tooLarge,
  };
}

function stateAfter(session: ServerSession, sent: number): ServerSession['state'] {
  if (session.state !== 'ready') return session.state;
  return sent > 0 ? 'statuses' : 'closed';
}

function headerOf(session: ServerSession, serverMsgId: number, env: ServerEnv): Header {
  const { login } = session;
  // Limits are told until the client has been accepted, and once more then. spec/omadm.md §1.3 row 10
  const announce = serverMsgId <= session.authRounds + 1;
  return {
    verDtd: session.verDtd,
    verProto: session.verProto,
    sessionId: session.sessionId,
    msgId: String(serverMsgId),
    target: { locUri: session.deviceId },
    source: { locUri: env.serverUri, ...(login === undefined ? {} : { locName: login.name }) },
    respUri: session.respUri,
    ...(login?.cred === undefined ? {} : { cred: login.cred }),
    ...(announce ? { meta: { maxMsgSize: LIMITS.announcedMessageBytes } } : {}),
  };
}

/** A message being filled, within `room` octets. */
interface Draft {
  readonly commands: Command[];
  readonly measure: (command: Command) => number;
  room: number;
  cmdId: number;
}

/** Nearly always everything goes into one message: measured at once, with the longest CmdIDs, not command by command. */
function fitsWhole(session: ServerSession, header: Header, wanted: readonly TaggedCommand[]): boolean {
  const said = [...session.owed, ...wanted.map(({ command }) => command), NEXT_MESSAGE];
  let from = CMD_ID_LONG;
  const commands = said.map((command) => {
    const { command: given, next } = numbered({ ...command, cmdId: '' }, from);
    from = next;
    return given;
  });
  return messageOctets(header, commands, session.encoding) <= session.maxMsgSize;
}

function boundlessDraft(): Draft {
  return { commands: [], measure: () => 0, room: Number.POSITIVE_INFINITY, cmdId: 1 };
}

/** Room is kept from the start for the 1222 that a crowded message may need. */
function newDraft(session: ServerSession, header: Header): Draft {
  const measure = measurer(session.encoding);
  const room = session.maxMsgSize - messageOctets(header, [], session.encoding) - measure(NEXT_MESSAGE);
  return { commands: [], measure, room, cmdId: 1 };
}

/** Room for commands in a message that has only the Status for the header and one for an Alert. */
function roomOfEmptyMessage(session: ServerSession, header: Header): () => number {
  return () => {
    const { cred: _c, meta: _m, ...bare } = header;
    const [first] = session.owed;
    if (first === undefined) throw new Error('compose without a received message');
    const { chal: _, ...status } = { ...first, cmdId: '9999' };
    const draft = newDraft(session, bare);
    return draft.room - 2 * draft.measure(status);
  };
}

/** Puts the header's Status always, the others while they fit; returns the rest. */
function putStatuses(draft: Draft, owed: readonly OwedStatus[]): readonly OwedStatus[] {
  for (const [index, status] of owed.entries()) {
    const command = { ...status, cmdId: String(draft.cmdId) };
    const octets = draft.measure(command);
    if (index > 0 && octets > draft.room) return owed.slice(index);
    draft.commands.push(command);
    draft.room -= octets;
    draft.cmdId += 1;
  }
  return [];
}

interface Placed {
  readonly sent: readonly (TaggedCommand & { readonly numbered: Command })[];
  readonly tooLarge: readonly string[];
  /** Commands sent or too large. */
  readonly dealt: number;
  /** One is left that an emptier message can hold. */
  readonly more: boolean;
}

function putCommands(draft: Draft, offer: readonly TaggedCommand[], roomAtMost: () => number): Placed {
  const sent: (TaggedCommand & { readonly numbered: Command })[] = [];
  const tooLarge: string[] = [];
  for (const [dealt, tagged] of offer.entries()) {
    const { command, next } = numbered(tagged.command, draft.cmdId);
    const octets = draft.measure(command);
    const count = next - draft.cmdId;
    if (octets <= draft.room && next - 1 <= LIMITS.commandsMax) {
      draft.commands.push(command);
      draft.room -= octets;
      draft.cmdId = next;
      sent.push({ ...tagged, numbered: command });
    } else if (octets > roomAtMost() || count > LIMITS.commandsMax - 2) {
      tooLarge.push(tagged.tag);
    } else {
      return { sent, tooLarge, dealt, more: true };
    }
  }
  return { sent, tooLarge, dealt: offer.length, more: false };
}
