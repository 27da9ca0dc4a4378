import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another agent works on this state folder. */
export class StateTaken extends Error {
  constructor(state: string) {
    super(`another scomo-agent works with ${state}`);
    this.name = 'StateTaken';
  }
}

/** Takes the state folder for this process; the system frees it when the process ends in whatever way. Throws StateTaken. */
export function lockState(state: string): () => void {
  const database = new DatabaseSync(join(state, 'lock.db'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) throw new StateTaken(state);
    throw error;
  }
  return () => database.close();
}

/** Whether an agent works on the folder right now. */
export function isTaken(state: string): boolean {
  try {
    lockState(state)();
    return false;
  } catch (error) {
    if (error instanceof StateTaken) return true;
    throw error;
  }
}
