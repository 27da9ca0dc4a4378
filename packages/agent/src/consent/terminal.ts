import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { LIMITS } from '../base/limits.ts';
import type { GivenAnswer, Question, Questions } from './questions.ts';

const WORDS: Readonly<Record<string, GivenAnswer['answer']>> = {
  y: 'yes',
  yes: 'yes',
  n: 'no',
  no: 'no',
  l: 'later',
  later: 'later',
};

/** Asks a person line by line. `answered` is called when an answer has come. */
export function terminalQuestions(input: Readable, output: Writable, answered: () => void): Questions {
  const answers = new Map<string, GivenAnswer>();
  let asked: Question | undefined;
  let lines: Interface | undefined;

  const take = (line: string) => {
    if (asked === undefined) return;
    const word = WORDS[line.trim().toLowerCase()];
    if (word === undefined || (word === 'later' && !asked.mayDefer)) {
      output.write(`Please type ${choices(asked)}.\n> `);
      return;
    }
    const { set, text } = asked;
    answers.set(set, { answer: word, by: 'terminal', laterSeconds: LIMITS.laterSecondsDefault, shown: text });
    asked = undefined;
    answered();
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
        lines ??= createInterface({ input, terminal: false }).on('line', take);
        output.write(`\n${question.text}\n\n${consequences(question)}> `);
      }
      return undefined;
    },
    tell: (text) => output.write(`\n${text}\n`),
    close: () => lines?.close(),
  };
}

function choices({ mayDefer }: Question): string {
  return mayDefer ? 'yes, later or no' : 'yes or no';
}

function consequences(question: Question): string {
  const later = question.mayDefer ? '  later  you are asked again in an hour\n' : '';
  return `Install this? (${choices(question)})\n  yes    it is downloaded and installed\n${later}  no     nothing changes, and the provider is told\n`;
}
