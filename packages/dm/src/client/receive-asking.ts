import type { Command, Message } from '@scomo/syncml';
import type { DeviceObject, Tree, UserAnswer, ValueSink } from '@scomo/tree';
import type { Account } from '../auth/credentials.ts';
import type { UserAlert } from '../ui/user-alert.ts';
import { receive } from './receive.ts';
import type { ClientEnv, ClientSession, ClientTurn } from './session.ts';

/** A whole turn, or the question whose answer it needs first. */
export type Asked<E> =
  | { readonly kind: 'turn'; readonly turn: ClientTurn<E> }
  | { readonly kind: 'question'; readonly question: UserAlert };

class Unanswered extends Error {
  readonly question: UserAlert;

  constructor(question: UserAlert) {
    super('a question without an answer');
    this.question = question;
  }
}

/**
 * As `receive`, for a device with somebody to ask. `answers` are those to the questions of this message so far, in
 * order; when one more is needed, the question comes back and nothing has happened: ask, and call again with its
 * answer added and everything else the same. spec/omadm.md §1.13
 */
export function receiveAsking<E>(
  session: ClientSession,
  account: Account,
  message: Message,
  tree: Tree,
  env: ClientEnv<E>,
  answers: readonly UserAnswer[],
): Asked<E> {
  const holdsQuestion = message.commands.some(isQuestion);
  // What is kept outside of the tree is written once, when no question is open any more.
  const dry = { ...env, objects: env.objects.map(withoutSink) };
  try {
    if (holdsQuestion) receive(session, account, message, tree, { ...dry, ask: answering(answers) });
    return {
      kind: 'turn',
      turn: receive(session, account, message, tree, { ...env, ask: answering(answers) }),
    };
  } catch (error) {
    if (error instanceof Unanswered) return { kind: 'question', question: error.question };
    throw error;
  }
}

function answering(answers: readonly UserAnswer[]): (question: UserAlert) => UserAnswer {
  let asked = 0;
  return (question) => {
    const answer = answers[asked];
    if (answer === undefined) throw new Unanswered(question);
    asked += 1;
    return answer;
  };
}

function isQuestion(command: Command): boolean {
  return 'commands' in command ? command.commands.some(isQuestion) : command.kind === 'Alert';
}

function withoutSink<E>(object: DeviceObject<E>): DeviceObject<E> {
  const nowhere: ValueSink = { take: () => ({ status: 200 }), drop: () => undefined };
  return {
    ...object,
    sink(tree, uri) {
      const sink = object.sink?.(tree, uri);
      return typeof sink === 'object' ? nowhere : sink;
    },
  };
}
