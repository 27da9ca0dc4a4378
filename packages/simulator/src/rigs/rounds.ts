import { resolve } from 'node:path';
import { isTaskOver, type TaskView } from '@scomo/api';
import type { DeviceBox } from '../device-box.ts';
import type { World } from '../world.ts';
import { insist } from './insist.ts';
import { type Ended, runTraced } from './strace.ts';

const AGENT = resolve(import.meta.dirname, '../../../agent/bin/scomo-agent');
/** Rounds of the agent until a task must be over. */
const ROUNDS_MAX = 5;
const ROUND_MS = 60_000;

/** The files of a device's agent. */
export type AgentFiles = Pick<DeviceBox, 'config' | 'state'>;

/** One round of the agent (`scomo-agent once`), under strace when there are options. */
export function round(
  world: World,
  box: AgentFiles,
  traceOptions: readonly string[] = [],
  env: NodeJS.ProcessEnv = world.env,
): Promise<Ended> {
  const argv = [process.execPath, AGENT, 'once', '--verbose', '--config', box.config, '--state', box.state];
  return runTraced(traceOptions, argv, env, ROUND_MS);
}

/** Rounds of the agent until a task is over; how long the first took to say something. Throws Error after five. */
export async function roundsUntilOver(
  world: World,
  box: AgentFiles,
  taskId: string,
  env: NodeJS.ProcessEnv = world.env,
): Promise<{ readonly task: TaskView; readonly spokeMs: number }> {
  let spokeMs: number | undefined;
  let said = '';
  for (let left = ROUNDS_MAX; ; left -= 1) {
    const task = await insist(() => world.client.getTask({ params: { id: taskId } }));
    if (spokeMs !== undefined && isTaskOver(task)) return { task, spokeMs };
    if (left === 0) throw new Error(`after ${ROUNDS_MAX} rounds: ${task.state} (${task.reason})\n${said}`);
    const ended = await round(world, box, [], env);
    spokeMs ??= ended.spokeMs;
    said += ended.output;
  }
}
