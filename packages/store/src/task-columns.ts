import { isFinal, type Task } from '@scomo/fleet';

import { instant } from './instant.ts';

/** What of a task is kept as one JSON value. */
export type TaskFactsColumn = Omit<
  Task,
  'id' | 'deviceId' | 'state' | 'releaseId' | 'createdAt' | 'expiresAt'
>;

/** A row of `tasks`. */
export interface TaskColumns {
  readonly id: string;
  readonly device_id: string;
  readonly state: string;
  readonly release_id: string | null;
  readonly created_at: Date | string;
  readonly expires_at: Date | string;
  readonly facts: TaskFactsColumn;
}

/** A row of `tasks` to be written. */
export interface TaskInput extends TaskColumns {
  readonly open: boolean;
}

export function toTask(row: TaskColumns): Task {
  return {
    ...row.facts,
    id: row.id,
    deviceId: row.device_id,
    state: row.state as Task['state'],
    ...(row.release_id !== null && { releaseId: row.release_id }),
    createdAt: instant(row.created_at),
    expiresAt: instant(row.expires_at),
  };
}

export function fromTask(task: Task): TaskInput {
  const { id, deviceId, state, releaseId, createdAt, expiresAt, ...facts } = task;
  return {
    id,
    device_id: deviceId,
    state,
    open: !isFinal(task),
    release_id: releaseId ?? null,
    created_at: createdAt,
    expires_at: expiresAt,
    facts,
  };
}
