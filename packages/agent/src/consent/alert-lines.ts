import { client } from '@scomo/dm';
import type { UserAnswer } from '@scomo/tree';
import { plainLines } from './plain-lines.ts';

/** Typed instead of an answer: the End User wants none of it. */
const CANCEL = '/cancel';
const ANSWERED = 200;
const NO = 304;
const CANCELLED = 214;

const WORDS: Readonly<Record<string, number>> = { y: ANSWERED, yes: ANSWERED, n: NO, no: NO };

/** What a UI alert shows: its text and its numbered choices. spec/omadm.md §1.13 */
export function alertText({ text, choices }: client.UserAlert): string {
  const width = String(choices.length).length;
  const numbered = choices.map((choice, index) => `  ${String(index + 1).padStart(width)}  ${choice}`);
  return plainLines([text, ...numbered].join('\n'));
}

/** What may be typed, with the answer of an empty line. */
export function alertPrompt(alert: client.UserAlert): string {
  const wanted = { 1100: '', 1101: 'yes or no', 1102: 'your answer', 1103: 'a number', 1104: 'numbers' }[
    alert.code
  ];
  const preset = defaultLine(alert);
  return `${wanted}, or ${CANCEL}${preset === undefined ? '' : ` [${plainLines(preset)}]`}> `;
}

/** A typed line as answer; a text says what is wrong with it. An empty line takes the server's default. */
export function answerFrom(alert: client.UserAlert, line: string): UserAnswer | string {
  if (line.trim() === CANCEL) return cancelled;
  if (alert.code === 1100) return { code: ANSWERED, values: [] };
  const said = line === '' ? (defaultLine(alert) ?? '') : line;
  if (alert.code === 1101) {
    const code = WORDS[said.trim().toLowerCase()];
    return code === undefined ? 'Please type yes or no.' : { code, values: [] };
  }
  const answer = client.normalAnswer(alert, said);
  return 'values' in answer ? { code: ANSWERED, values: answer.values } : `Please type ${answer.wanted}.`;
}

export const cancelled: UserAnswer = { code: CANCELLED, values: [] };
/** Nobody can be asked here. */
export const unsupported: UserAnswer = { code: 406, values: [] };

function defaultLine({ code, options: { DR } }: client.UserAlert): string | undefined {
  if (code === 1101 && DR !== undefined) return DR === '1' ? 'yes' : 'no';
  return typeof DR === 'object' ? DR.join(' ') : DR;
}
