import { readFileSync } from 'node:fs';
import { LIMITS } from '../base/limits.ts';
import type { GivenAnswer, Questions } from './questions.ts';

const ANSWERS = ['yes', 'no', 'later'] as const;

/** Answers from a file `{"answers":"yes"|"no"|"later","laterSeconds":n}`, read again for every question. */
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
