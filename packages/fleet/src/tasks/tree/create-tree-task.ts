import type { TreeCommand } from '@scomo/scomo';
import { secondsAfter } from '../../instant.ts';
import { FLEET_LIMITS } from '../../limits.ts';
import type { Task } from '../../model.ts';
import { done, type Outcome, refused } from '../../outcome.ts';
import type { UseCaseEnv } from '../../use-case-env.ts';
import { keepTask } from '../keep-task.ts';
import { newTreeTask } from '../new-task.ts';
import { faultIn } from './check-commands.ts';

export interface TreeTaskRequest {
  readonly deviceId: string;
  readonly commands: readonly TreeCommand[];
  /** Sends what the specification forbids, to see what the device makes of it. */
  readonly allowInvalid?: boolean;
  readonly expiresInSeconds?: number;
}

/** Orders a list of commands of a device. */
export async function createTreeTask(request: TreeTaskRequest, env: UseCaseEnv): Promise<Outcome<Task>> {
  const { deviceId, allowInvalid = false, expiresInSeconds = FLEET_LIMITS.taskSecondsDefault } = request;
  const fault = faultIn(request.commands, allowInvalid);
  if (fault !== undefined) return refused('validation_failed', fault.detail, `/commands${fault.pointer}`);
  const now = env.ports.now();
  const id = env.ports.newId('tk_');
  const commands = correlated(request.commands, id);
  const fields = { id, deviceId, now, expiresAt: secondsAfter(now, expiresInSeconds) };
  const task = newTreeTask(fields, commands);
  const kept = await keepTask(task, env);
  return kept !== undefined ? done(kept) : refused('not_found', `there is no device ${deviceId}`);
}

/** Every exec with a Correlator of its own, by which its Alert 1226 is known. */
function correlated(commands: readonly TreeCommand[], prefix: string): readonly TreeCommand[] {
  return commands.map((command, index): TreeCommand => {
    const place = `${prefix}-${index + 1}`;
    if (command.kind === 'exec') return { ...command, correlator: command.correlator ?? place };
    return command.commands === undefined
      ? command
      : { ...command, commands: correlated(command.commands, place) };
  });
}
