import type { Task } from '../model.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { newWakeUp } from '../wake-up/new-wake-up.ts';

/** Keeps a new task, and wakes its device when that has an address. False when there is no such device. */
export async function keepTask(task: Task, env: UseCaseEnv): Promise<boolean> {
  const { id, deviceId, state, reason, createdAt, expiresAt } = task;
  const kept = await env.store.createTask(task, { taskId: id, at: createdAt, state, reason });
  if (kept) await env.store.createWakeUp(newWakeUp(deviceId, { expiresAt }, createdAt, env));
  return kept;
}
