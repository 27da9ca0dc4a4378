/** What stands beside an input of `corpus/bad`. */
export interface Sidecar {
  readonly why: string;
  /** Where it comes from: a row of the threat model, a specification, a known fault. */
  readonly source: string;
  /** HTTP status; 0: the connection is closed without an answer. Absent for what only a device reads. */
  readonly http?: number;
  /** Status for the SyncHdr in the (last) answer. */
  readonly syncmlStatus?: number;
  /** First Status for a command in the (last) answer. */
  readonly commandStatus?: number;
  /** What a device makes of it: see `packages/dm/fuzz/device-verdict.ts`. */
  readonly device?: string;
  /** What must be afterwards as it was before: `device`, all that an operator sees of the one that sent it. */
  readonly mustNotTouch?: readonly 'device'[];
  readonly maxMs: number;
}

/** Areas that are replayed against the readers of a device, in this process. */
export const DEVICE_AREAS = ['uri', 'tnds', 'object', 'package0', 'bootstrap'] as const;
export type DeviceArea = (typeof DEVICE_AREAS)[number];

export interface Case {
  readonly bytes: Uint8Array;
  readonly sidecar: Sidecar;
}

/**
 * Folders of the corpus. Two encodings posted as they are; sessions of a real device; requests as they stand on the
 * wire; what reaches a device: commands with hostile URIs, tree documents, objects in chunks, notifications, bootstrap documents.
 */
export const AREAS = ['xml', 'wbxml', 'session', 'auth', 'http', 'api', ...DEVICE_AREAS] as const;
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
