import { FINAL_STATES } from '@scomo/scomo';
import type { Task } from '../model.ts';

/** True when the task has ended, however: nothing follows its state. design.md §3 */
export function isFinal(task: Pick<Task, 'state'>): boolean {
  return FINAL_STATES.includes(task.state);
}
