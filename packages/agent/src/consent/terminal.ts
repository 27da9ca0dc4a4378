import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { client } from '@scomo/dm';
import type { UserAnswer } from '@scomo/tree';
import { LIMITS } from '../base/limits.ts';
import { alertPrompt, alertText, answerFrom, cancelled } from './alert-lines.ts';
import type { GivenAnswer, Question, Questions } from './questions.ts';
import { isInterrupt, typedLine } from './typed-line.ts';

const WORDS: Readonly<Record<string, GivenAnswer['answer']>> = {
  y: 'yes',
  yes: 'yes',
  n: 'no',
  no: 'no',
  l: 'later',
  later: 'later',
};

/** What the program reads from; a terminal can be told not to show what is typed. */
type Input = Readable & { setRawMode?(raw: boolean): unknown };

interface OpenAlert {
  readonly alert: client.UserAlert;
  end(answer: UserAnswer | undefined): void;
}

/** Asks a person line by line. `answered` is called when an answer has come. */
export function terminalQuestions(input: Input, output: Writable, answered: () => void): Questions {
  const answers = new Map<string, GivenAnswer>();
  let asked: Question | undefined;
  let open: OpenAlert | undefined;
  let lines: Interface | undefined;

  const take = (line: string) => {
    if (open !== undefined) takeAlertLine(open, line, output);
    else if (asked !== undefined) takeConsent(asked, line);
  };
  const takeConsent = (question: Question, line: string) => {
    const word = WORDS[line.trim().toLowerCase()];
    if (word === undefined || (word === 'later' && !question.mayDefer)) {
      output.write(`Please type ${choices(question)}.\n> `);
      return;
    }
    const { set, text } = question;
    answers.set(set, { answer: word, by: 'terminal', laterSeconds: LIMITS.laterSecondsDefault, shown: text });
    asked = undefined;
    answered();
  };
  const listen = () => {
    lines ??= createInterface({ input, terminal: false })
      .on('line', take)
      .on('close', () => open?.end(cancelled));
  };
  return {
    who: 'the terminal',
    answerTo(question) {
      const given = answers.get(question.set);
      if (given !== undefined) {
        answers.delete(question.set);
        return given;
      }
      if (asked === undefined) {
        asked = question;
        listen();
        output.write(`\n${question.text}\n\n${consequences(question)}> `);
      }
      return undefined;
    },
    async ask(alert, signal) {
      // Said first, so that no text of a server can pass for a question of ours.
      output.write(`\nThe management server says:\n${alertText(alert)}\n`);
      if (alert.code === 1100) return { code: 200, values: [] };
      listen();
      const hidden = alert.options.ET === 'P';
      const interrupt = (typed: Buffer | string) => isInterrupt(String(typed)) && open?.end(cancelled);
      if (hidden) input.on('data', interrupt).setRawMode?.(true);
      const { promise, resolve } = Promise.withResolvers<UserAnswer | undefined>();
      const giveUp = () => resolve(undefined);
      signal.addEventListener('abort', giveUp, { once: true });
      open = { alert, end: resolve };
      output.write(alertPrompt(alert));
      const answer = await promise;
      signal.removeEventListener('abort', giveUp);
      open = undefined;
      if (hidden) input.off('data', interrupt).setRawMode?.(false);
      if (answer === undefined || hidden) output.write('\n');
      if (asked !== undefined) output.write(`\n${asked.text}\n\n${consequences(asked)}> `);
      return answer;
    },
    tell: (text) => output.write(`\n${text}\n`),
    close: () => lines?.close(),
  };
}

function takeAlertLine({ alert, end }: OpenAlert, line: string, output: Writable): void {
  const answer = answerFrom(alert, typedLine(line));
  if (typeof answer === 'string') output.write(`${answer}\n${alertPrompt(alert)}`);
  else end(answer);
}

function choices({ mayDefer }: Question): string {
  return mayDefer ? 'yes, later or no' : 'yes or no';
}

function consequences(question: Question): string {
  const later = question.mayDefer ? '  later  you are asked again in an hour\n' : '';
  const yes = question.stage === 'install' ? 'it is installed' : 'it is downloaded and installed';
  return `Install this? (${choices(question)})\n  yes    ${yes}\n${later}  no     nothing changes, and the provider is told\n`;
}
