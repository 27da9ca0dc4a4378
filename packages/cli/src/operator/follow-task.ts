import { setTimeout as wait } from 'node:timers/promises';
import { isTaskOver, type TaskView } from '@scomo/api';
import { connect } from './connection.ts';
import { moment } from './output.ts';

const POLL_MS = 500;

/** Waits until a task is over, telling each step unless `quiet`. */
export async function followTask(id: string, quiet: boolean | undefined): Promise<TaskView> {
  const client = connect();
  let shown = '';
  for (;;) {
    const task = await client.getTask({ params: { id } });
    const line = `${task.state}: ${task.reason}`;
    if (line !== shown && quiet !== true) console.error(`${moment(task.since)}  ${line}`);
    shown = line;
    if (isTaskOver(task)) return task;
    await wait(POLL_MS);
  }
}

/** Exit code 1 for a task that did not do what was ordered. */
export function exitBy({ state }: TaskView): void {
  if (['failed', 'declined', 'expired', 'cancelled'].includes(state)) process.exitCode = 1;
}
