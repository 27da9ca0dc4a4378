/** What stands beside an input of `corpus/bad`. */
export interface Sidecar {
  readonly why: string;
  /** Where it comes from: a row of the threat model, a specification, a known fault. */
  readonly source: string;
  /** HTTP status; 0: the connection is closed without an answer. */
  readonly http: number;
  /** Status for the SyncHdr in the (last) answer. */
  readonly syncmlStatus?: number;
  /** First Status for a command in the (last) answer. */
  readonly commandStatus?: number;
  readonly maxMs: number;
}

export interface Case {
  readonly bytes: Uint8Array;
  readonly sidecar: Sidecar;
}

/** Folders of the corpus: two encodings posted as they are, sessions of a real device, requests as they stand on the wire. */
export const AREAS = ['xml', 'wbxml', 'session', 'http'] as const;
export type Area = (typeof AREAS)[number];

/** The usual time for one input. */
export const MS_MAX = 250;

/** Octets of numbers, texts and octets in a row. */
export function octets(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'number' ? Buffer.of(part) : typeof part === 'string' ? Buffer.from(part) : part,
    ),
  );
}

/** File name of a case: the words of its reason. */
export function slug(why: string): string {
  return why
    .toLowerCase()
    .replaceAll('<', ' lt ')
    .replaceAll('&', ' amp ')
    .replaceAll('2^', '2-to-')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
