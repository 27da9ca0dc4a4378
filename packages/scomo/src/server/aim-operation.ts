import { PRIMITIVES, type Primitive } from '../object.ts';
import { childrenOf } from './children-of.ts';
import { USUAL_WAYS } from './client-ways.ts';
import { isTakenBack } from './combined.ts';
import { get, type Planned } from './commands.ts';
import { deliver } from './deliver.ts';
import { wayOf } from './delivery-ways.ts';
import { findOperation } from './operation-names.ts';
import { findTarget } from './operation-target.ts';
import { prepareDownload } from './prepare-download.ts';
import { prepareInstall } from './prepare-install.ts';
import type { Scene } from './scene.ts';
import type { DeployMember, OperationOrder, TaskFacts } from './task.ts';

/** One primitive of the order. */
export interface Part {
  /** Middle part of the Correlator: there is one Exec. */
  readonly name: string;
  /** The primitive, or one that does as well. */
  readonly wanted: readonly Primitive[];
  /** Version that an earlier step was about. */
  readonly version?: string;
}

export type Ready = {
  readonly kind: 'ready';
  readonly uri: string;
  readonly operation: Primitive;
  readonly version: string;
};

export type Aimed =
  | Ready
  /** There is nothing to execute: the inventory shows the package. */
  | { readonly kind: 'there' }
  | { readonly kind: 'send'; readonly send: readonly Planned[] }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly code: number; readonly detail: string };

/** The operation node, once everything that the Exec needs is there. */
export function aim(task: TaskFacts, order: OperationOrder, { wanted, version }: Part, scene: Scene): Aimed {
  const { component, member } = order;
  const [operation] = wanted;
  if (operation === undefined) throw new Error('a step without a primitive');
  const downloads: readonly Primitive[] = PRIMITIVES.Download;
  if (member !== undefined && downloads.includes(operation)) {
    if (isTakenBack(order.operation) && !scene.inventory.deployed.some((row) => row.id === component))
      return { kind: 'failed', code: 404, detail: `${component} is not on the device: nothing to update` };
    const way = wayOf(task, 0, order);
    if (way === 'direct') return aimInside(task, member, operation, scene);
    const prepared = prepareDownload(task, member, 0, scene, wanted, way);
    return prepared.kind === 'ready' ? { ...prepared, version: '' } : prepared;
  }
  const about = {
    operation,
    component,
    ...(member && { member }),
    ...(version !== undefined && { version }),
  };
  const target = findTarget(about, scene.inventory);
  if (target.kind === 'busy') return target;
  if (target.kind === 'unfit') return { kind: 'failed', code: target.code, detail: target.detail };
  const operations = `${target.uri}/Operations`;
  const listed = scene.known.facts[operations];
  if (listed === undefined) return { kind: 'send', send: [get(operations)] };
  const names = childrenOf(listed);
  const { aliases } = scene.env.ways ?? USUAL_WAYS;
  const found = findOperation(task, operations, names, wanted, aliases);
  if (found === undefined && names.length > 0)
    return { kind: 'failed', code: 1411, detail: `the device offers only ${names.join(', ')}` };
  const plain = { uri: `${operations}/${operation}`, operation };
  return { kind: 'ready', ...plain, ...found, version: target.version };
}

/** An operation that fetches, with the package sent inside the session instead: what is left of it to execute. spec/scomo.md §2.3 */
function aimInside(task: TaskFacts, member: DeployMember, operation: Primitive, scene: Scene): Aimed {
  if (operation !== 'Download') {
    const install = operation === 'DownloadInstall' ? 'Install' : 'InstallInactive';
    const prepared = prepareInstall(task, member, 0, scene, [install]);
    return prepared.kind === 'ready' ? { ...prepared, version: '' } : prepared;
  }
  const delivered = deliver(task, member, 0, scene, undefined);
  if (delivered.kind === 'failed') return delivered;
  if (delivered.kind === 'delivered') {
    const shown = scene.inventory.delivered.some(({ pkgId }) => pkgId === member.pkgId);
    const detail = 'the device took the package, but its inventory does not show it';
    return shown ? { kind: 'there' } : { kind: 'failed', code: 1412, detail };
  }
  // The inventory is read again after the octets.
  const send = delivered.send.map((planned) =>
    planned.tagged.object === undefined ? planned : { ...planned, changes: true as const },
  );
  return { kind: 'send', send };
}
