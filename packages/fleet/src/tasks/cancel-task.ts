import type { Task } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** Ends an open task. What is already on its way to the device is not called back. */
export async function cancelTask(id: string, env: UseCaseEnv): Promise<Outcome<Task>> {
  const before = await env.store.task(id);
  if (before === undefined) return refused('not_found', `there is no task ${id}`);
  const cancelled = await env.store.cancelTask(id, env.ports.now());
  const after = await env.store.task(id);
  if (after === undefined) return refused('not_found', `there is no task ${id}`);
  return cancelled ? done(after) : refused('task_final', `the task is ${after.state} since ${after.since}`);
}
