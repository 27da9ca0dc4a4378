import type { Questions } from './questions.ts';

/** Two ways at once: whoever answers first counts. A server's question goes to the first one. */
export function both(first: Questions, second: Questions): Questions {
  return {
    who: `${first.who}, or ${second.who}`,
    answerTo: (question) => first.answerTo(question) ?? second.answerTo(question),
    ask: first.ask,
    tell(text) {
      first.tell(text);
      second.tell(text);
    },
    close() {
      first.close();
      second.close();
    },
  };
}
