import type { FetchWay } from './choose-delivery.ts';
import type { ClientWays } from './client-ways.ts';
import type { Planned } from './commands.ts';
import type { Inventory, Knowledge } from './knowledge.ts';
import type { DeployMember, TaskFacts } from './task.ts';

export interface ReconcileEnv {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Fresh signed URL for a member that is fetched in this way. */
  packageUrl(member: DeployMember, way: FetchWay): string;
  /** Octets of the largest object that the device takes, as it says. */
  readonly maxObjSize?: number;
  /** USUAL_WAYS unless told. */
  readonly ways?: ClientWays;
  /** Language of the device as DevInfo has it, BCP 47; English when absent. */
  readonly language?: string;
  /** SHA-256 hex of a text, for evidence. */
  textDigest?(text: string): string;
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
