import { HTTP_TIMES, type HttpTimes } from '../src/limits.ts';
import { type Log, makeLog } from '../src/log.ts';

export const quietLog: Log = makeLog('silent');

/** Time-outs short enough to be waited for. */
export const quickTimes: HttpTimes = {
  ...HTTP_TIMES,
  headersMs: 300,
  bodyMs: 300,
  checkMs: 50,
  drainMs: 200,
  stopMs: 500,
  refusalMs: 20,
  certificateMs: 50,
  ticketsMs: 200,
};
