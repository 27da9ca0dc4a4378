import { type Command, commandName, type Message } from '@scomo/syncml';
import { commandStatus, isHeaderStatus, type OwedStatus } from '../statuses.ts';
import { devInfoOf } from './dev-info.ts';
import { oddity, type ServerEvent } from './events.ts';
import type { ServerEnv } from './session.ts';
import { takeAlert } from './take-alert.ts';

/** What a proven client asked of us in one message. */
export interface Asked {
  readonly owed: readonly OwedStatus[];
  /** One list for each command of the message. */
  readonly events: readonly (readonly ServerEvent[])[];
}

/** Answers every command of a client; it may send Alert and DevInfo only, all else is 406. spec/omadm.md §1.6 rule 3 */
export function takeCommands(message: Message, env: ServerEnv): Asked {
  const taken = message.commands.map((command) => takeOne(command, message, env));
  return { owed: taken.flatMap((one) => one.owed), events: taken.map((one) => one.events) };
}

function takeOne(
  command: Command,
  message: Message,
  env: ServerEnv,
): { readonly owed: readonly OwedStatus[]; readonly events: readonly ServerEvent[] } {
  switch (command.kind) {
    case 'Status':
      return { owed: [], events: [] };
    // Whole Results get no Status. spec/omadm.md §2.11
    case 'Results':
      return { owed: [], events: [] };
    case 'Alert':
      return takeAlert(command, message, env);
    case 'Replace': {
      const values = devInfoOf(command);
      if (values === undefined) return unwanted(command, message);
      return { owed: [commandStatus(message, command, 200)], events: [{ type: 'devInfo', values }] };
    }
    default:
      return unwanted(command, message);
  }
}

function unwanted(command: Command, message: Message): ReturnType<typeof takeOne> {
  const events: ServerEvent[] = [oddity(`the client sent ${commandName(command)}`)];
  return { owed: [commandStatus(message, command, 406)], events };
}

/** True when a message without Final brings nothing: only a Status for our header or Alert, or a bare 1222. Q1 */
export function addsNothing(message: Message): boolean {
  return message.commands.every(
    (command) =>
      isHeaderStatus(command) ||
      (command.kind === 'Status' && command.cmd.toLowerCase() === 'alert') ||
      (command.kind === 'Alert' && command.code === 1222),
  );
}
