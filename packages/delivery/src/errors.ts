/** Why a package is refused. Each has its own SCOMO result code (scomo/src/result-codes.ts). */
export type RefusalReason =
  | 'malformed'
  | 'too-large'
  | 'signature'
  | 'authority'
  | 'device-type'
  | 'rollback'
  | 'expired'
  | 'root'
  | 'digest'
  | 'size';

/** The package is not fit for this device: nothing was written outside staging. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, detail: string) {
    super(`package refused (${reason}): ${detail}`);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
