import type { ServerEvent, server } from '@scomo/dm';
import type { Inventory, Knowledge } from './knowledge.ts';
import type { DeployMember, TaskFacts } from './task.ts';

export interface ReconcileEnv {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** Fresh signed download URL for a member. */
  packageUrl(member: DeployMember): string;
}

/** What a turn's events did to what we know and to the tasks. Same references when nothing changed. */
export interface Folded {
  readonly known: Knowledge;
  readonly tasks: readonly TaskFacts[];
  /** Set when these events completed a whole read. */
  readonly inventory?: Inventory;
}

/** Folds statuses, results and alerts into knowledge and tasks. Pure; order of events kept. */
export declare function applyEvents(
  known: Knowledge,
  tasks: readonly TaskFacts[],
  events: readonly ServerEvent[],
  now: string,
): Folded;

/** The next commands of the session from what is wanted and what is known, or none; and the facts that follow from sending them. */
export declare function nextCommands(
  known: Knowledge,
  tasks: readonly TaskFacts[],
  env: ReconcileEnv,
): {
  readonly commands: readonly server.TaggedCommand[];
  readonly known: Knowledge;
  readonly tasks: readonly TaskFacts[];
};
