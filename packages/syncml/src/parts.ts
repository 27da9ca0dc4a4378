import type { Meta } from './meta.ts';

/** `Target`, `Source`, `SourceParent`, `TargetParent`. */
export interface Location {
  readonly locUri: string;
  readonly locName?: string;
}

/** `Cred`. Data is base64 text (raw octets from a WBXML peer are re-encoded by the decoder). spec/omadm.md §5.3 */
export interface Cred {
  readonly meta?: Meta;
  readonly data: string;
}

/** `Chal`. spec/omadm.md §5.4 */
export interface Chal {
  readonly meta: Meta;
}
