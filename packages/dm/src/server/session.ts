import type { Command, Encoding, Item, Message, Status } from '@scomo/syncml';
import type { Account, AuthPorts } from '../auth/credentials.ts';
import type { ServerEvent } from './events.ts';

/** A command we sent whose Status (or Results) we still expect. */
export interface PendingCommand {
  readonly tag: string;
  readonly msgId: string;
  readonly cmdId: string;
  readonly path: readonly number[];
  readonly kind: string;
}

/** The server's side of one DM session: a value that serialises to JSON. spec/omadm.md §1 */
export interface ServerSession {
  /** Named for what it waits for. `ready` = the peer is proven and has said Final: commands may go. */
  readonly state: 'credentials' | 'setup' | 'ready' | 'moreFromClient' | 'statuses' | 'closed';
  readonly sessionId: string;
  readonly deviceId: string;
  /** Our Source/LocURI. */
  readonly serverUri: string;
  /** Sent as RespURI; carries the session's token. */
  readonly respUri: string;
  readonly encoding: Encoding;
  readonly verDtd: string;
  readonly verProto: string;
  /** MsgID of the newest client message, and of our newest message. */
  readonly clientMsgId: string;
  readonly serverMsgId: number;
  /** Bytes; the peer's, already bounded below. */
  readonly maxMsgSize: number;
  readonly maxObjSize?: number;
  readonly clientProven: boolean;
  /** Nonce challenged in this session, not yet used. */
  readonly challenge?: string;
  readonly authRounds: number;
  /** Our own proof: `asked` = the peer wants it, `sent`, `accepted`. */
  readonly proof: 'unasked' | 'sent' | 'accepted' | 'refused';
  readonly proofNonce: string;
  readonly messageCount: number;
  readonly pending: readonly PendingCommand[];
  /** Statuses owed for the message just received; taken by `compose`. */
  readonly owed: readonly Omit<Status, 'cmdId'>[];
}

export interface ServerEnv {
  readonly ports: AuthPorts;
  readonly serverUri: string;
  /** RespURI for a new session (with a ≥128-bit token). */
  readonly respUri: string;
  readonly encoding: Encoding;
  readonly limits: { readonly authRoundsMax: number; readonly messagesMax: number };
  /** Status for one Item of Alert 1224/1226: 200, 202, or 406/412/415. */
  alertStatus(code: 1224 | 1226, item: Item): number;
}

export interface Received {
  readonly session: ServerSession;
  /** The account with rotated nonces; save it with the turn. Same reference when unchanged. */
  readonly account: Account;
  readonly events: readonly ServerEvent[];
}

/** A command for the peer; CmdIDs (also of children) are given by `compose`. The tag comes back in events. */
export interface TaggedCommand {
  readonly tag: string;
  readonly command: Command;
}

export interface Composed {
  readonly session: ServerSession;
  readonly message: Message;
  /** How many of the offered commands went into the message (they fit the peer's MaxMsgSize). */
  readonly taken: number;
}

/** Takes one client message in. Never throws for what a peer can do. spec/omadm.md §1.10 */
export declare function receive(
  session: ServerSession | undefined,
  account: Account,
  message: Message,
  env: ServerEnv,
): Received;

/** True when commands may be sent now: the peer is proven and has said Final. spec/omadm.md §1.7 */
export declare function mayCommand(session: ServerSession): boolean;

/** Makes the answer: statuses first, then as many commands as fit, 1222 or Final. No command and no challenge closes the session. */
export declare function compose(
  session: ServerSession,
  commands: readonly TaggedCommand[],
  env: ServerEnv,
): Composed;
