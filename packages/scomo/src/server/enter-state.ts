import { hoursAfter } from './instant.ts';
import type { TaskFacts, TaskState } from './task.ts';
import { FINAL_STATES } from './task.ts';

const LOOK_AGAIN_HOURS = 24;

export function isFinalState(state: TaskState): boolean {
  return FINAL_STATES.includes(state);
}

/** The task in a state, with its reason. `since` moves only when the state does; a final state is not looked at again. */
export function enterState(
  task: TaskFacts,
  state: TaskState,
  reason: string,
  now: string,
  nextCheckAt?: string,
): TaskFacts {
  if (
    task.state === state &&
    task.reason === reason &&
    (nextCheckAt ?? task.nextCheckAt) === task.nextCheckAt
  )
    return task;
  return {
    ...task,
    state,
    reason,
    since: task.state === state ? task.since : now,
    nextCheckAt: isFinalState(state) ? null : (nextCheckAt ?? hoursAfter(now, LOOK_AGAIN_HOURS)),
  };
}

/** The task while its device holds an operation back that it has taken on; undefined when nothing holds it. docs/consent.md */
export function heldBack(task: TaskFacts, now: string): TaskFacts | undefined {
  const { held } = task;
  if (held === undefined || Date.parse(held.until) <= Date.parse(now)) return undefined;
  const why = held.detail === '' ? '' : ` ${held.detail},`;
  return enterState(task, 'waiting', `${held.reason}:${why} until ${held.until}`, now, held.until);
}

/** State of a task whose commands are sent but not yet answered: it waits for no other task any more. */
export function stateBeforeAnswer(task: TaskFacts): TaskState {
  return task.state === 'waiting' ? 'planned' : task.state;
}
