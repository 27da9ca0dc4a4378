import type { Primitive } from '../object.ts';
import { childrenOf } from './children-of.ts';
import { USUAL_WAYS } from './client-ways.ts';
import { get } from './commands.ts';
import { deliver } from './deliver.ts';
import { findOperation } from './operation-names.ts';
import type { Preparation } from './prepare-download.ts';
import type { Scene } from './scene.ts';
import type { DeployMember, TaskFacts } from './task.ts';

/** Delivers one member inside the session, then finds the primitive that installs. `wanted`: those that would do, best first. spec/scomo.md §2.3 */
export function prepareInstall(
  task: TaskFacts,
  member: DeployMember,
  index: number,
  scene: Scene,
  wanted: readonly Primitive[],
): Preparation {
  const delivered = deliver(task, member, index, scene, undefined);
  if (delivered.kind !== 'delivered') return delivered;
  const operations = `${delivered.node}/Operations`;
  const listed = scene.known.facts[operations];
  if (listed === undefined) return { kind: 'send', send: [get(operations)] };
  const { aliases } = scene.env.ways ?? USUAL_WAYS;
  const found = findOperation(task, operations, childrenOf(listed), wanted, aliases);
  const operation = wanted.at(-1);
  if (operation === undefined) throw new Error('an installation without a primitive');
  return { kind: 'ready', uri: `${operations}/${operation}`, operation, ...found };
}
