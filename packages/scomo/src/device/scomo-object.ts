import { type DeviceObject, type Format, getNode, putNode, type Tree } from '@scomo/tree';
import { DownloadStatus, SetStatus } from '../states.ts';
import { acceptOrder } from './accept-order.ts';
import { DOWNLOAD_LEAVES, operationsNode, SET_LEAVES, stateLeaf } from './layout.ts';
import type { ScomoOrder } from './order.ts';
import { placeOf } from './place.ts';

/** What the program knows that does not stand in the tree. */
export interface ScomoFacts {
  /** Canonical URI of the object's root. */
  readonly root: string;
  /** Correlators already in the journal: an Exec that repeats one is answered 202 and has no effect. */
  readonly known: ReadonlySet<string>;
  /** Canonical URIs of the `<x>`, `<y>` and `<s>` that a job is at work on. */
  readonly busy: ReadonlySet<string>;
}

/** The SCOMO object as servers command it; every accepted Exec comes out as one effect. spec/scomo.md §2, §3 */
export function scomoObject(facts: ScomoFacts): DeviceObject<ScomoOrder> {
  const { root, known, busy } = facts;
  return {
    root,
    added: (tree, uri) => addMandatory(tree, root, uri),
    guard: (_tree, uri, command, format) => {
      if (command === 'Add') return mayStand(root, uri, format);
      return busy.has(uri) ? 405 : undefined;
    },
    exec: (tree, call) => {
      if (call.correlator !== undefined && known.has(call.correlator)) {
        return { tree, status: 202, effects: [] };
      }
      const place = placeOf(root, call.uri);
      const order = place ? acceptOrder(tree, root, place, call) : 405;
      if (typeof order === 'number') return { tree, status: order, effects: [] };
      if (busy.has(order.node)) return { tree, status: 500, effects: [] };
      return { tree, status: 202, effects: [order] };
    },
  };
}

/** Status and Operations of a new `<x>` or `<s>` (T14). */
function addMandatory(tree: Tree, root: string, uri: string): Tree {
  const place = placeOf(root, uri);
  if (!place || place.below.length > 0 || getNode(tree, uri)?.format !== 'node') return tree;
  if (place.branch !== 'Download' && place.branch !== 'Sets') return tree;
  const idle = place.branch === 'Download' ? DownloadStatus.idle : SetStatus.idle;
  const withStatus = putNode(tree, `${uri}/Status`, stateLeaf(idle));
  return putNode(withStatus, `${uri}/Operations`, operationsNode(place.branch));
}

/** What a server may add: the standard's leaves, and anything below Ext (T18); 405 elsewhere, 415 in another form. */
function mayStand(root: string, uri: string, format: Format | undefined): number | undefined {
  const place = placeOf(root, uri);
  if (!place) return 405;
  const [leaf, ...deeper] = place.below;
  if (leaf === undefined) return format === 'node' ? undefined : 415;
  if (leaf === 'Ext') return deeper.length > 0 || format === 'node' ? undefined : 415;
  const leaves = place.branch === 'Sets' ? SET_LEAVES : DOWNLOAD_LEAVES;
  if (deeper.length > 0 || !leaves.includes(leaf)) return 405;
  return format === 'chr' ? undefined : 415;
}
