/** Why octets are no account. Stable words: logs and tests name them. */
export type BootstrapFault = 'malformed' | 'too-large' | 'no-account' | 'several-accounts' | 'bad-account';

/** A bootstrap document that cannot be taken: the sender's fault, nothing was changed. */
export class BootstrapError extends Error {
  readonly code: BootstrapFault;

  constructor(code: BootstrapFault, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'BootstrapError';
    this.code = code;
  }
}
