import { listFault } from '@scomo/scomo';
import { Failure } from '../base/failure.ts';
import type { Context } from '../context.ts';
import { loadTree, MO_ROOT } from '../session/device-tree.ts';

/** Throws Failure(1413) for a component that a server's list keeps off the device. spec/scomo.md §3.3 */
export function checkLists(
  context: Context,
  what: { readonly component: string; readonly version: string; readonly pkgId: string },
): void {
  const fault = listFault(loadTree(context), MO_ROOT, what);
  if (fault !== undefined) throw new Failure(1413, fault, what.component);
}
