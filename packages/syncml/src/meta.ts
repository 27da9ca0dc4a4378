/**
 * MetInf values of one `Meta` element. Absent means not sent: the defaults are Format `chr` and
 * Type `text/plain`. Format is kept as received; compare without case. spec/omadm.md §2.1
 */
export interface Meta {
  readonly format?: string;
  readonly type?: string;
  readonly mark?: string;
  /** Octets. A value that is no non-negative safe integer is dropped. */
  readonly size?: number;
  readonly anchor?: { readonly last?: string; readonly next: string };
  readonly version?: string;
  /** Base64 text. */
  readonly nextNonce?: string;
  readonly maxMsgSize?: number;
  readonly maxObjSize?: number;
  readonly emi?: readonly string[];
  readonly mem?: { readonly sharedMem?: true; readonly freeMem: number; readonly freeId: number };
}
