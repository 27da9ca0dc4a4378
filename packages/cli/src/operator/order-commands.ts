import type { TreeCommandView } from '@scomo/api';
import type { Command } from 'commander';
import { wholeNumber } from '../package/options.ts';
import { subcommand } from './action.ts';
import { connect } from './connection.ts';
import { exitBy, followTask } from './follow-task.ts';
import { outcomesText } from './outcomes-text.ts';

export interface OrderOptions {
  readonly wait: boolean;
  readonly expires?: number;
  readonly allowInvalid?: boolean;
  readonly json?: boolean;
}

/** A sub-command that sends commands to a device, with the options they all have. */
export function treeCommand(group: Command, name: string, description: string, example: string): Command {
  return subcommand(group, name, description, example)
    .option('--no-wait', 'order it and leave; see "scomo task show" later')
    .option('--expires <seconds>', 'give up when it is not done by then (default: 7 days)', wholeNumber)
    .option('--json', 'print JSON');
}

/** Sends the commands, waits for what became of them and shows it. */
export async function orderCommands(
  deviceId: string,
  commands: readonly TreeCommandView[],
  options: OrderOptions,
): Promise<void> {
  const { wait, expires, allowInvalid, json } = options;
  const task = await connect().createTreeTask({
    params: { deviceId },
    body: {
      commands,
      ...(allowInvalid === undefined ? {} : { allowInvalid }),
      ...(expires === undefined ? {} : { expiresInSeconds: expires }),
    },
  });
  const last = wait ? await followTask(task.id, json) : task;
  if (json === true) console.log(JSON.stringify(last, null, 2));
  else if (wait) console.log(`${outcomesText(last.outcomes ?? [])}\n${last.state}: ${last.reason}`);
  else console.log(`${last.id} is ${last.state}: ${last.reason}. See: scomo task show ${last.id}`);
  if (wait) exitBy(last);
}
