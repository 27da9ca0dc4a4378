import type { TaskView } from '@scomo/api';
import type { Task } from '@scomo/fleet';
import { statusName } from '@scomo/syncml';

/** A task for engineers: statuses with their names. */
export function presentTask(task: Task): TaskView {
  const { outcomes, ...rest } = task;
  if (outcomes === undefined) return rest;
  const named = outcomes.map((outcome) =>
    outcome.status === undefined ? outcome : { ...outcome, statusName: statusName(outcome.status) },
  );
  return { ...rest, outcomes: named };
}
