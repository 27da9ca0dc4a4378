import type { Alert } from '@scomo/syncml';
import type { UserAnswer } from '@scomo/tree';
import type { ClientEnv } from '../client/session.ts';
import { readUserAlert } from './user-alert.ts';

/** What a UI alert is answered: by the End User, where there is a question and somebody to ask it. spec/omadm.md §1.13 */
export function answerAlert<E>(alert: Alert, env: ClientEnv<E>): UserAnswer {
  if (env.ask === undefined) return { code: 406, values: [] };
  const question = readUserAlert(alert);
  return typeof question === 'number' ? { code: question, values: [] } : env.ask(question);
}
