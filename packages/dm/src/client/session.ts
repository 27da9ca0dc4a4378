import type { Alert, Encoding, Message } from '@scomo/syncml';
import type { DeviceObject, Tree } from '@scomo/tree';
import type { Account, AuthPorts } from '../auth/credentials.ts';

/** The device's side of one DM session: a value that serialises to JSON. spec/omadm.md §1.11 */
export interface ClientSession {
  readonly state: 'setup' | 'management' | 'ended';
  readonly sessionId: string;
  readonly encoding: Encoding;
  /** Where the next message goes: the account's address, then the server's RespURI. */
  readonly url: string;
  readonly serverProven: boolean;
  readonly messageCount: number;
}

export interface ClientEnv<E> {
  readonly ports: AuthPorts;
  readonly objects: readonly DeviceObject<E>[];
  /** ISO 8601. */
  readonly now: string;
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
  readonly alerts: readonly { readonly tag: string; readonly alert: Omit<Alert, 'cmdId'> }[];
}

export type ClientEvent =
  | { readonly type: 'serverProven' }
  /** The server's Status for one of our alerts; 2xx = it has it for good. */
  | { readonly type: 'alertAnswered'; readonly tag: string; readonly code: number }
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

/** Package 1: Alert 1200/1201, DevInfo from `./DevInfo` of the tree, our alerts. */
export declare function openSession<E>(
  opening: Opening,
  tree: Tree,
  env: ClientEnv<E>,
): { readonly session: ClientSession; readonly message: Message };

/** Takes one server message in, carries its commands out on the tree and makes the answer. */
export declare function receive<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  tree: Tree,
  env: ClientEnv<E>,
): ClientTurn<E>;
