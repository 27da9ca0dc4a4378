import type { Command, Header } from '@scomo/syncml';
import { messageOctets } from '../fit.ts';
import { LIMITS } from '../limits.ts';
import { numbered } from '../number-commands.ts';
import { plainCommand } from '../plain-command.ts';
import { composeObject } from './compose-object.ts';
import {
  boundlessDraft,
  type Draft,
  NEXT_MESSAGE,
  newDraft,
  putStatuses,
  roomOfEmptyMessage,
} from './draft.ts';
import { pendingOf } from './match-pending.ts';
import { nextObject } from './send-object.ts';
import type { Composed, ServerEnv, ServerSession, Slice, TaggedCommand } from './session.ts';

/** A CmdID as long as any: LIMITS.commandsMax has three digits. */
const CMD_ID_LONG = 1000;

/**
 * Makes the answer to the message just received: statuses first, then as many of the commands as the peer's
 * MaxMsgSize holds, then Final; or 1222 without Final when the client has not finished or something must wait for
 * an emptier message. Commands are taken only while `mayCommand`. Nothing to command and no challenge closes the
 * session. An object takes messages of its own; `slice` is what `wantedSlice` asked for. spec/omadm.md §1.5, §1.7, §1.8
 */
export function compose(
  session: ServerSession,
  commands: readonly TaggedCommand[],
  env: ServerEnv,
  slice?: Slice,
): Composed {
  const offered = session.state === 'ready' ? [...session.unproven, ...commands] : [];
  const object = nextObject(session, offered);
  const header = headerOf(session, session.serverMsgId + 1, env);
  if (object === undefined) return composeCommands(session, untilObject(offered), header);
  const again = session.unproven.length > 0 || session.state === 'object';
  const rest = {
    ...session,
    unproven: session.state === 'object' ? session.unproven : session.unproven.slice(1),
  };
  const made = composeObject(session, object, header, slice);
  if (typeof made !== 'number') {
    const left = made.session.state === 'moreFromClient';
    return {
      ...made,
      session: left ? made.session : { ...made.session, unproven: rest.unproven },
      taken: again || left ? 0 : 1,
      unsent: [],
    };
  }
  const { sending: _, ...without } = rest;
  const open = { ...without, state: session.state === 'object' ? 'ready' : session.state } as const;
  const next = compose(open, again ? commands : commands.slice(1), env);
  return {
    ...next,
    taken: next.taken + (again ? 0 : 1),
    unsent: [{ tag: object.tag, code: made }, ...next.unsent],
  };
}

/** What goes before the first object. */
function untilObject(wanted: readonly TaggedCommand[]): readonly TaggedCommand[] {
  const index = wanted.findIndex((tagged) => tagged.object !== undefined);
  return index < 0 ? wanted : wanted.slice(0, index);
}

function composeCommands(session: ServerSession, wanted: readonly TaggedCommand[], header: Header): Composed {
  const serverMsgId = session.serverMsgId + 1;
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
    unsent: placed.tooLarge.map((tag) => ({ tag, code: 413 })),
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
    ...(announce
      ? { meta: { maxMsgSize: LIMITS.announcedMessageBytes, maxObjSize: LIMITS.announcedObjectBytes } }
      : {}),
  };
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
