import type { Item } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';

/** What the server learns from one client message, in the order it stood there. Nothing is reported of an unauthenticated peer but `refused`. */
export type ServerEvent =
  | { readonly type: 'opened'; readonly reason: 'server' | 'client' }
  | { readonly type: 'authenticated' /** By the zero nonce. */; readonly resync?: true }
  /** 407 nothing sent, 401 wrong; `final` when the session is over because of it. */
  | { readonly type: 'refused'; readonly code: 401 | 407; readonly final: boolean }
  /** The client does not accept our own proof; `final` when we gave up. What it refused is sent again by the engine. */
  | { readonly type: 'proofRefused'; readonly code: 401 | 407; readonly final: boolean }
  /** DevInfo leaves by what follows `DevInfo/`: DevId, Man, Mod, DmV, Lang, Ext/Foo … */
  | { readonly type: 'devInfo'; readonly values: Readonly<Record<string, string>> }
  /** Status of a command we sent. `path` is empty for the command itself, else child indexes in Atomic/Sequence. */
  | {
      readonly type: 'status';
      readonly tag: string;
      readonly path: readonly number[];
      readonly code: number;
      readonly targetRef?: string;
      readonly items: readonly Item[];
    }
  /** Results of a Get (or Exec) we sent; may come in several events. Items carry the merged Meta. */
  | {
      readonly type: 'results';
      readonly tag: string;
      readonly path: readonly number[];
      readonly items: readonly Item[];
    }
  /** 1224 client event or 1226 generic alert; answered by `answerAlert` of the turn (default 200). */
  | {
      readonly type: 'alert';
      readonly code: 1224 | 1226;
      readonly correlator?: string;
      readonly items: readonly Item[];
    }
  | { readonly type: 'aborted' }
  /** The peer broke a rule in a way worth showing to an engineer; never fatal by itself. */
  | { readonly type: 'oddity'; readonly detail: string };

/** An `oddity`, its detail cut to a bounded length. */
export function oddity(detail: string): ServerEvent {
  return { type: 'oddity', detail: detail.slice(0, LIMITS.oddityCharsMax) };
}
