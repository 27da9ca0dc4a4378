import type { TaskView } from './wire-types.ts';

const OVER: readonly TaskView['state'][] = [
  'verified',
  'failed',
  'declined',
  'expired',
  'cancelled',
  'superseded',
  'removed',
];

/** True for a state that a task does not leave. */
export function isTaskOver({ state }: Pick<TaskView, 'state'>): boolean {
  return OVER.includes(state);
}
