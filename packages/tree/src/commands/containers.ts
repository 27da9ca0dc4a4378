import type { Atomic, Command, Sequence } from '@scomo/syncml';
import type { Tree } from '../node.ts';
import { allWith, type CommandStatus, type Outcome } from './outcome.ts';
import { breaksOff } from './step.ts';

/** Carries out one child. */
export type Run<E> = (tree: Tree, command: Command) => Outcome<E>;

/** Strictly in order. After a child that failed, or a "No", the rest is not executed (215). spec/omadm.md §1.13, §2.9, spec/scomo.md §2.4 */
export function runSequence<E>(tree: Tree, command: Sequence, run: Run<E>): Outcome<E> {
  const outcomes: Outcome<E>[] = [];
  let now = tree;
  let stopped = false;
  for (const child of command.commands) {
    const outcome: Outcome<E> = stopped
      ? { ...nothing<E>(now), statuses: allWith(child, 215) }
      : run(now, child);
    now = outcome.tree;
    stopped ||= outcome.statuses.some((status) => breaksOff(status.code));
    outcomes.push(outcome);
  }
  return {
    tree: now,
    statuses: [own(command, 200), ...outcomes.flatMap((outcome) => outcome.statuses)],
    results: outcomes.flatMap((outcome) => outcome.results),
    effects: outcomes.flatMap((outcome) => outcome.effects),
  };
}

/**
 * All or nothing: after a failure, or when the statuses need more than one message (517), the tree is as before, done
 * children are 216, those not reached 215. spec/omadm.md §2.10
 */
export function runAtomic<E>(
  tree: Tree,
  command: Atomic,
  run: Run<E>,
  fits: (statuses: readonly CommandStatus[]) => boolean,
): Outcome<E> {
  const done: CommandStatus[] = [];
  let now = tree;
  for (const [i, child] of command.commands.entries()) {
    const outcome = isUndoable(child) ? run(now, child) : refused<E>(now, child);
    if (outcome.statuses.some((status) => breaksOff(status.code))) {
      const statuses = [
        own(command, 507),
        ...done.map((status) => ({ ...status, code: 216 })),
        ...outcome.statuses.map((status) => (isDone(status) ? { ...status, code: 216 } : status)),
        ...command.commands.slice(i + 1).flatMap((rest) => allWith(rest, 215)),
      ];
      return { ...nothing(tree), statuses };
    }
    now = outcome.tree;
    done.push(...outcome.statuses);
  }
  const statuses = [own(command, 200), ...done];
  if (fits(statuses)) return { ...nothing(now), statuses };
  return {
    ...nothing(tree),
    statuses: [own(command, 517), ...done.map((status) => ({ ...status, code: 216 }))],
  };
}

/** What an Atomic may not hold is answered 500 with everything inside it. spec/omadm.md §2.6, §2.8, §2.10 */
function isUndoable(child: Command): boolean {
  return !['Atomic', 'Exec', 'Get', 'Sequence'].includes(child.kind);
}

function refused<E>(tree: Tree, child: Command): Outcome<E> {
  const [first, ...inner] = allWith(child, 215);
  return { ...nothing(tree), statuses: first ? [{ ...first, code: 500 }, ...inner] : [] };
}

function isDone(status: CommandStatus): boolean {
  return status.code >= 200 && status.code < 214;
}

function own(command: Atomic | Sequence, code: number): CommandStatus {
  return { cmdId: command.cmdId, cmd: command.kind, code };
}

function nothing<E>(tree: Tree): Outcome<E> {
  return { tree, statuses: [], results: [], effects: [] };
}
