/** What a check came to. `advice`: what to do, absent where all is well. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  readonly about: string;
  readonly detail: string;
  readonly advice?: string;
}

export const ok = (about: string, detail: string): Finding => ({ level: 'ok', about, detail });

export const warn = (about: string, detail: string, advice: string): Finding => ({
  ...{ level: 'warn', about, detail, advice },
});

export const fail = (about: string, detail: string, advice: string): Finding => ({
  ...{ level: 'fail', about, detail, advice },
});

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
