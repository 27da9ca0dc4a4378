import { readFileSync } from 'node:fs';
import { LIMITS } from '../base/limits.ts';
import { alertText, answerFrom, unsupported } from './alert-lines.ts';
import type { GivenAnswer, Questions } from './questions.ts';

const ANSWERS = ['yes', 'no', 'later'] as const;

/**
 * Answers from a file `{"answers":"yes"|"no"|"later","laterSeconds":n,"alerts":{"1101":"yes", …}}`, read again for every
 * question. `alerts` has the line typed for each kind of UI alert, null for none; other kinds cannot be asked.
 */
export function policyFileQuestions(path: string, say: (line: string) => void): Questions {
  let complained = '';
  return {
    who: `policy file ${path}`,
    answerTo({ mayDefer, text }) {
      const given = readPolicy(path);
      if (typeof given === 'string') {
        if (given !== complained) say(given);
        complained = given;
        return undefined;
      }
      return given?.answer === 'later' && !mayDefer ? undefined : given && { ...given, shown: text };
    },
    async ask(alert, signal) {
      const line = alertLine(path, alert.code);
      if (line === undefined) return unsupported;
      say(alertText(alert));
      if (line === null) return untilAborted(signal);
      const answer = answerFrom(alert, line);
      if (typeof answer !== 'string') return answer;
      say(`${path}: ${JSON.stringify(line)} is no answer to alert ${alert.code}. ${answer}`);
      return unsupported;
    },
    tell: say,
    close: () => undefined,
  };
}

/** The answer in the file; undefined without a file; a complaint when the file is wrong. */
export function readPolicy(path: string): Omit<GivenAnswer, 'shown'> | string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { answers, laterSeconds = LIMITS.laterSecondsDefault } = JSON.parse(text) as Record<
      string,
      unknown
    >;
    const answer = ANSWERS.find((word) => word === answers);
    if (answer === undefined) return `${path}: answers must be one of ${ANSWERS.join(', ')}`;
    const seconds = Number(laterSeconds);
    if (!(seconds >= 0 && seconds <= LIMITS.laterSecondsMax)) {
      return `${path}: laterSeconds must be a number from 0 to ${LIMITS.laterSecondsMax}`;
    }
    return { answer, by: 'policy-file', laterSeconds: seconds };
  } catch {
    return `${path} is not JSON`;
  }
}

/** What the file types for this kind of alert: null never answers, undefined cannot. */
function alertLine(path: string, code: number): string | null | undefined {
  let alerts: unknown;
  try {
    ({ alerts } = JSON.parse(readFileSync(path, 'utf8')) as { readonly alerts?: unknown });
  } catch {
    return undefined;
  }
  const line = typeof alerts === 'object' && alerts !== null ? Object.entries(alerts) : [];
  const found = line.find(([name]) => name === String(code))?.[1];
  return typeof found === 'string' || found === null ? found : undefined;
}

async function untilAborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
  return undefined;
}
