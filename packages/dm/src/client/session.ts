import type { Alert, Command, Encoding, Message, Meta } from '@scomo/syncml';
import type { DeviceObject, Tree, UserAnswer } from '@scomo/tree';
import type { Account, AuthPorts, MessageScheme, PeerProof } from '../auth/credentials.ts';
import type { UserAlert } from '../ui/user-alert.ts';

/** Something of ours that waits for a place in a message; `tag` for an alert. Its CmdID is given when it is sent. */
export interface Outgoing {
  readonly command: Command;
  readonly tag?: string;
  /** Results of which the first chunks have left. */
  readonly begun?: true;
}

/** A value that a server sends in chunks. spec/omadm.md §4 */
export interface Incoming {
  readonly kind: 'Add' | 'Replace';
  readonly locUri: string;
  /** As the first chunk had it: the others need not repeat it (Q32). */
  readonly meta: Meta;
  /** Octets of the whole, as declared, and those that have come: as they stand in the messages. */
  readonly size: number;
  readonly octets: number;
  /** Octets that its sink has taken; absent for a value that goes into the tree: that is kept in `parts`, each base64. */
  readonly sunk?: number;
  readonly parts: readonly string[];
  /** End of base64 text that is no whole group yet. */
  readonly carry: string;
}

/** An alert to send (Data as text or markup), and the tag that comes back when the server has answered it. */
export interface TaggedAlert {
  readonly tag: string;
  readonly alert: Omit<Alert, 'cmdId'>;
}

/** The device's side of one DM session: a value that serialises to JSON. spec/omadm.md §1.11 */
export interface ClientSession {
  readonly state: 'setup' | 'management' | 'ended';
  readonly sessionId: string;
  readonly encoding: Encoding;
  /** Where the next message goes: the account's address, then the server's RespURI. */
  readonly url: string;
  /** The account's address; RespURI is followed on its origin only. */
  readonly serverUrl: string;
  readonly deviceId: string;
  readonly reason: 'server' | 'client';
  readonly maxMsgSize: number;
  readonly maxObjSize: number;
  readonly serverProven: boolean;
  /** Server messages taken in. */
  readonly messageCount: number;
  /** Those among them that moved an object on: they are bounded by its size. */
  readonly chunkCount: number;
  readonly incoming?: Incoming;
  /** MsgID of our newest message. */
  readonly msgId: number;
  /** Octets the server takes. */
  readonly peerMessageBytes: number;
  /** Octets of an object that the server takes; absent: any. */
  readonly peerObjectBytes?: number;
  /** The server has said Final for the package that we answer, so we may say it. spec/omadm.md §1.6 rule 4 */
  readonly serverFinal: boolean;
  /** How we prove ourselves until the server has accepted it for good (212); the nonce is the newest it gave. */
  readonly proof?: { readonly scheme: MessageScheme; readonly nonce: string };
  /** Times the server refused us. */
  readonly refusals: number;
  /** Nonce for our next session, from a server that has not proven itself yet. */
  readonly heldNonce?: string;
  /** Nonce we challenged the server with, and how often we did. */
  readonly challenge?: string;
  readonly challenges: number;
  /** Alerts without an answer, and under which numbers they were sent. */
  readonly alerts: readonly TaggedAlert[];
  readonly sentAlerts: readonly {
    readonly tag: string;
    readonly msgId: string;
    readonly cmdId: string;
  }[];
  /** What did not fit into the newest message. */
  readonly outbox: readonly Outgoing[];
}

export interface ClientEnv<E> {
  readonly ports: AuthPorts;
  /** What the transport says of the sender of the message; absent when it says nothing. */
  readonly peer?: PeerProof;
  /** The server may prove itself with the zero nonce until it has. spec/omadm.md §5.7 step 4 */
  readonly resync?: boolean;
  readonly objects: readonly DeviceObject<E>[];
  /** ISO 8601. */
  readonly now: string;
  /** Asks the End User at once; without it every UI alert is 406. For questions that take time: `receiveAsking`. */
  ask?(alert: UserAlert): UserAnswer;
  readonly limits: { readonly authRoundsMax: number; readonly messagesMax: number };
}

export interface Opening {
  readonly account: Account;
  readonly serverUrl: string;
  readonly sessionId: string;
  /** 1200 or 1201. */
  readonly reason: 'server' | 'client';
  readonly encoding: Encoding;
  readonly maxMsgSize: number;
  readonly maxObjSize: number;
  /** Alerts 1224/1226 to send, each with a tag that comes back when the server has answered it. */
  readonly alerts: readonly TaggedAlert[];
}

export type ClientEvent =
  | { readonly type: 'serverProven' }
  /** The server's Status for one of our alerts, with the text beside it; 2xx = it has it for good. */
  | { readonly type: 'alertAnswered'; readonly tag: string; readonly code: number; readonly words?: string }
  /** Session over: `done`, or why not. `refused`: the server does not accept us; `unproven`: it could not prove itself. */
  | {
      readonly type: 'ended';
      readonly why: 'done' | 'refused' | 'unproven' | 'aborted' | 'protocol';
      readonly detail: string;
    };

export interface ClientTurn<E> {
  readonly session: ClientSession;
  /** With newer nonces; same reference when unchanged. */
  readonly account: Account;
  readonly tree: Tree;
  /** Make these durable (with tree and account) before the reply leaves. */
  readonly effects: readonly E[];
  readonly events: readonly ClientEvent[];
  /** Absent when the session is over. */
  readonly reply?: Message;
}
