/** Where the store tells what happened; fits `console` and pino. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}
