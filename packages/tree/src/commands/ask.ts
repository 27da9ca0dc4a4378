import type { Alert } from '@scomo/syncml';
import type { Tree } from '../node.ts';
import type { Outcome } from './outcome.ts';
import type { ExecuteContext } from './step.ts';

/** A UI alert: handed to whoever can ask the End User; 406 where nobody can. spec/omadm.md §1.13 */
export function ask<E>(tree: Tree, alert: Alert, context: ExecuteContext<E>): Outcome<E> {
  const { code, values } = context.ask?.(alert) ?? { code: 406, values: [] };
  const status = { cmdId: alert.cmdId, cmd: alert.kind, code };
  const items = values.map((data) => ({ data }));
  return {
    tree,
    statuses: [items.length === 0 ? status : { ...status, items }],
    results: [],
    effects: [],
  };
}
