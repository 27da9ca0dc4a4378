import type { Task } from '../model.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { newWakeUp } from '../wake-up/new-wake-up.ts';

/**
 * Keeps a new task, and wakes its device when that has an address. A task whose id is taken is the same one, ordered by a
 * request that is repeated because its answer was lost: it is given back as it is. Undefined: there is no such device.
 */
export async function keepTask(task: Task, env: UseCaseEnv): Promise<Task | undefined> {
  const { id, deviceId, state, reason, createdAt, expiresAt } = task;
  const kept = await env.store.createTask(task, { taskId: id, at: createdAt, state, reason });
  const there = kept ? task : await env.store.task(id);
  if (there !== undefined) await env.store.createWakeUp(newWakeUp(deviceId, { expiresAt }, createdAt, env));
  return there;
}
