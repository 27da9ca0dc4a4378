import type { Command, Cred, Encoding, Item, Message, Meta } from '@scomo/syncml';
import type { Account, AuthPorts, MessageScheme, PeerProof } from '../auth/credentials.ts';
import type { OwedStatus } from '../statuses.ts';
import type { ServerEvent } from './events.ts';

/** A command we sent whose Status (or Results) we still expect. */
export interface PendingCommand {
  readonly tag: string;
  readonly msgId: string;
  readonly cmdId: string;
  readonly path: readonly number[];
  readonly kind: string;
  /** Target URIs of its Items, as sent. */
  readonly targets: readonly string[];
  readonly answered?: true;
  /** A Get that has had Results, or a Status that promises none. */
  readonly served?: true;
}

/** The server's side of one DM session: a value that serialises to JSON. spec/omadm.md §1 */
export interface ServerSession {
  /** Named for what it waits for. `ready` = the peer is proven and has said Final: commands may go. `object` = its answer to a chunk. */
  readonly state: 'credentials' | 'ready' | 'moreFromClient' | 'statuses' | 'object' | 'closed';
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
  /** `opened` has been reported. */
  readonly opened: boolean;
  /** Nonce challenged in this session, not yet used. */
  readonly challenge?: string;
  /** Client messages refused so far. */
  readonly authRounds: number;
  /** What package 1 said before the client was proven: some resend only the header (Q18). */
  readonly held?: {
    readonly reason?: 'server' | 'client';
    readonly devInfo?: Readonly<Record<string, string>>;
  };
  /** Our own proof. `unasked` = not yet accepted, a Cred goes with the next message. */
  readonly proof: 'unasked' | 'sent' | 'accepted' | 'refused';
  /** Creds of ours that the client refused. */
  readonly proofRounds: number;
  /** Stronger type than the account's that the client asked for. */
  readonly proofScheme?: MessageScheme;
  /**
   * Under which name we prove ourselves in the next message, and the Cred, unless a MAC header goes beside it: set by
   * `receive`, taken out by `compose`, so never stored.
   */
  readonly login?: { readonly name: string; readonly cred?: Cred };
  /** Commands of our newest message, sent under a Cred that the client may still refuse. */
  readonly atRisk: readonly TaggedCommand[];
  /** Commands that went out in vain because the client refused our Cred; they go first in the next message. */
  readonly unproven: readonly TaggedCommand[];
  readonly messageCount: number;
  /** Messages among them that moved an object on: those are bounded by its size. */
  readonly chunkCount: number;
  /** The object that we are sending, in state `object`. */
  readonly sending?: Sending;
  /** The object that the client is sending. */
  readonly receiving?: Receiving;
  /** Octets of objects that have come in this session. */
  readonly objectOctets: number;
  readonly pending: readonly PendingCommand[];
  /** Statuses owed for the message just received; taken by `compose`. */
  readonly owed: readonly OwedStatus[];
}

/** A value too large for a session to hold: the program keeps it and reads it slice by slice. spec/omadm.md §4 */
export interface ObjectRef {
  /** What the program knows it by. */
  readonly ref: string;
  /** Octets as they are, not as base64. */
  readonly size: number;
  /** The device takes no chunks: everything in one message, or nothing. */
  readonly whole?: true;
}

/** A piece of an object; shorter than asked for at its end only. */
export interface Slice {
  readonly ref: string;
  readonly offset: number;
  readonly octets: Uint8Array;
}

/** An object that a client sends in chunks; its octets are with the program. spec/omadm.md §4.3 */
export interface Receiving {
  readonly kind: 'Results' | 'Alert';
  /** Source, else Target, of its Item. */
  readonly uri: string;
  /** As the first chunk had it. */
  readonly meta: Meta;
  readonly size?: number;
  /** Octets and chunks that have come. */
  readonly octets: number;
  readonly chunks: number;
}

/** One chunk for the program to keep until the last one; 0 is the first of a new object. */
export interface Chunk {
  readonly index: number;
  readonly octets: Uint8Array;
}

/** An object on its way in chunks. */
export interface Sending {
  readonly tag: string;
  readonly command: Command;
  readonly object: ObjectRef;
  /** Octets that have left. */
  readonly offset: number;
}

export interface ServerEnv {
  readonly ports: AuthPorts;
  /** What the transport says of the sender of the message; absent when it says nothing. */
  readonly peer?: PeerProof;
  readonly serverUri: string;
  /** RespURI for a new session (with a ≥128-bit token). */
  readonly respUri: string;
  readonly encoding: Encoding;
  readonly limits: { readonly authRoundsMax: number; readonly messagesMax: number };
  /** The device may open this session with the zero nonce. spec/omadm.md §5.7 */
  readonly resync?: boolean;
  /** Code for a client without credentials, by its DevInfo; 407 unless told. spec/omadm.md §5.4 rule 6 */
  challengeCode?(devInfo: Readonly<Record<string, string>>): 401 | 407;
  /** How much of the client's MaxMsgSize may be filled, in percent; all of it unless told. spec/omadm.md §1.3 */
  readonly fillPercent?: number;
  /** Status for one Item of Alert 1224/1226: 200, 202, or 406/412/415. `correlator` is `''` when there is none. */
  alertStatus(code: 1224 | 1226, item: Item, correlator: string): AlertAnswer;
}

/** A status code, or one with text for the client beside it. */
export type AlertAnswer = number | { readonly code: number; readonly words: string };

export interface Received {
  readonly session: ServerSession;
  /** The account with rotated nonces; save it with the turn. Same reference when unchanged. */
  readonly account: Account;
  readonly events: readonly ServerEvent[];
  /** To be kept with the turn; what was kept before is of no use once `session.receiving` is gone. */
  readonly chunk?: Chunk;
}

/** A command for the peer; CmdIDs (also of children) are given by `compose`. The tag comes back in events. */
export interface TaggedCommand {
  readonly tag: string;
  readonly command: Command;
  /** Data of its one Item, an Add or Replace; Format and Size are set by `compose`. Such a command stands alone in its message. */
  readonly object?: ObjectRef;
}

export interface Composed {
  readonly session: ServerSession;
  readonly message: Message;
  /** How many of the offered commands were dealt with: sent, or listed in `unsent`. */
  readonly taken: number;
  /**
   * Tags of taken commands that were not sent, and the status they count as: 413 when no message of the peer's
   * MaxMsgSize can hold it or the object is above its MaxObjSize, 500 when the slice of an object was not to be had.
   */
  readonly unsent: readonly { readonly tag: string; readonly code: 413 | 500 }[];
}
