/** Why bytes are no SyncML message. Stable words: logs, corpus sidecars and tests name them. */
export type SyncmlErrorCode =
  | 'truncated'
  | 'not-well-formed'
  | 'forbidden-markup'
  | 'bad-encoding'
  | 'bad-length'
  | 'bad-string-table'
  | 'unknown-token'
  | 'unknown-code-page'
  | 'unknown-document'
  | 'too-deep'
  | 'too-large'
  | 'too-many'
  | 'missing-element';

/** Malformed or oversized bytes: never our fault, never the session's. `offset` is in bytes from the start. */
export class SyncmlError extends Error {
  readonly code: SyncmlErrorCode;
  readonly offset: number;

  constructor(code: SyncmlErrorCode, offset: number, detail: string) {
    super(`${code} at byte ${offset}: ${detail}`);
    this.name = 'SyncmlError';
    this.code = code;
    this.offset = offset;
  }
}
