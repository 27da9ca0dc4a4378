import type { TaskView } from '@scomo/api';
import type { Task } from '@scomo/fleet';
import { blankSecrets } from '@scomo/scomo';
import { statusName } from '@scomo/syncml';

/** A task for engineers: statuses with their names, secrets blanked. */
export function presentTask(task: Task): TaskView {
  const { outcomes, order, ...rest } = task;
  const shown =
    order.kind === 'tree'
      ? { ...rest, order: { ...order, commands: blankSecrets(order.commands) } }
      : { ...rest, order };
  if (outcomes === undefined) return shown;
  const named = outcomes.map((outcome) =>
    outcome.status === undefined ? outcome : { ...outcome, statusName: statusName(outcome.status) },
  );
  return { ...shown, outcomes: named };
}
