import type { Add, Alert, Atomic, Command, Copy, Delete, Exec, Get, Replace, Sequence } from '@scomo/syncml';
import { ask } from './commands/ask.ts';
import { runAtomic, runSequence } from './commands/containers.ts';
import { allWith, type Outcome } from './commands/outcome.ts';
import { runItems } from './commands/run-items.ts';
import type { ExecuteContext } from './commands/step.ts';
import type { Tree } from './node.ts';

/** Commands that act on the tree, and the question to the End User that may stand between them. */
export type TreeCommand = Add | Alert | Replace | Delete | Copy | Get | Exec | Atomic | Sequence;

/** Carries out one command on the tree; a peer's mistake is a status, never a throw. spec/omadm.md §2.3-§2.10, §3 */
export function execute<E>(tree: Tree, command: TreeCommand, context: ExecuteContext<E>): Outcome<E> {
  return run(tree, command, context, false);
}

function run<E>(tree: Tree, command: Command, context: ExecuteContext<E>, inAtomic: boolean): Outcome<E> {
  switch (command.kind) {
    case 'Add':
    case 'Copy':
    case 'Delete':
    case 'Exec':
    case 'Get':
    case 'Replace':
      return runItems(tree, command, context, inAtomic);
    case 'Alert':
      return ask(tree, command, context);
    case 'Sequence':
      return runSequence(tree, command, (now, child) => run(now, child, context, inAtomic));
    case 'Atomic':
      return runAtomic(
        tree,
        command,
        (now, child) => run(now, child, context, true),
        (statuses) => context.atomicFits?.(statuses) ?? true,
      );
    default:
      return { tree, statuses: allWith(command, 406), results: [], effects: [] };
  }
}
