import type { Command } from './commands.ts';
import type { Meta } from './meta.ts';
import type { Cred, Location } from './parts.ts';

/** One SyncML document, the body of one HTTP request or response. spec/omadm.md §2.1 */
export interface Message {
  readonly header: Header;
  /** Commands in the order received; unknown elements are dropped by the decoder. */
  readonly commands: readonly Command[];
  /** `Final`: the last message of the sender's package. */
  readonly final: boolean;
}

/** `SyncHdr`. spec/omadm.md §1.3 */
export interface Header {
  /** `1.1` or `1.2`. Also chooses the XML namespace and the WBXML public id when encoding. */
  readonly verDtd: string;
  /** `DM/1.1`, `DM/1.2`, `DM/1.3`. */
  readonly verProto: string;
  /** Opaque text, trimmed. */
  readonly sessionId: string;
  /** Text as received, trimmed; usually a decimal number. */
  readonly msgId: string;
  readonly target: Location;
  readonly source: Location;
  readonly respUri?: string;
  readonly noResp?: true;
  readonly cred?: Cred;
  readonly meta?: Meta;
}
