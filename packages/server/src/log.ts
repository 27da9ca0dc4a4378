import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Lines of JSON on stderr. Nothing that opens anything is ever logged: no bodies, no credentials, no links. */
export function makeLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
