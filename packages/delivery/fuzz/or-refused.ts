import { Refusal } from '../src/index.ts';

/** What is there or undefined when it is refused; any other error is a finding. */
export function orRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
