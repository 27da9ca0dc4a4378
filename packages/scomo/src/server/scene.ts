import type { ClientWays } from './client-ways.ts';
import type { Planned } from './commands.ts';
import type { Inventory, Knowledge } from './knowledge.ts';
import type { DeployMember, TaskFacts } from './task.ts';

export interface ReconcileEnv {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Fresh signed download URL for a member. */
  packageUrl(member: DeployMember): string;
  /** USUAL_WAYS unless told. */
  readonly ways?: ClientWays;
}

/** What one task is judged by: always with an inventory of this session. */
export interface Scene {
  readonly known: Knowledge;
  /** MO root that operations go to. */
  readonly root: string;
  readonly inventory: Inventory;
  readonly env: ReconcileEnv;
}

/** A task as judged, and what is to be sent for it. */
export interface Step {
  readonly task: TaskFacts;
  readonly send: readonly Planned[];
}
