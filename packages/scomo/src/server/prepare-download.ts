import type { Primitive } from '../object.ts';
import { childrenOf } from './children-of.ts';
import type { FetchWay } from './choose-delivery.ts';
import { type ClientWays, USUAL_WAYS } from './client-ways.ts';
import {
  addLeaf,
  addNode,
  addOperation,
  get,
  type Planned,
  replaceLeaf,
  write,
  writeTag,
} from './commands.ts';
import type { Fact } from './knowledge.ts';
import { findOperation } from './operation-names.ts';
import type { Scene } from './scene.ts';
import { downloadUri } from './set-names.ts';
import type { DeployMember, TaskFacts } from './task.ts';

export type Preparation =
  | { readonly kind: 'send'; readonly send: readonly Planned[] }
  | { readonly kind: 'ready'; readonly uri: string; readonly operation: Primitive }
  /** A write the Exec cannot do without was refused. */
  | { readonly kind: 'failed'; readonly code: number; readonly detail: string };

/**
 * Writes `Download/<x>` of one member: what exists is replaced, the rest added, until the Exec may go (D23, D24).
 * `wanted`: primitives that would do, best first. spec/scomo.md §2.4
 */
export function prepareDownload(
  task: TaskFacts,
  member: DeployMember,
  index: number,
  scene: Scene,
  wanted: readonly Primitive[],
  way: FetchWay = 'download',
): Preparation {
  const { inventory, known, env } = scene;
  const part = String(index);
  const answer = (step: string) => known.sent[writeTag(task.id, `${part}.${step}`)];
  const nodeAnswer = answer('node');
  const node = downloadNode(task, index, scene, nodeAnswer);
  const there = inventory.downloads.some((row) => row.uri === node);
  const send: Planned[] = [];
  if (nodeAnswer === undefined && !there) send.push(write(task.id, `${part}.node`, addNode(node)));
  if (!there && nodeAnswer !== undefined && isRefused(nodeAnswer))
    return { kind: 'failed', code: nodeAnswer, detail: 'the device did not take the download' };
  const leaves = [
    { name: 'PkgID', value: () => member.pkgId, needed: true },
    { name: 'PkgURL', value: () => env.packageUrl(member, way), needed: true },
    { name: 'Name', value: () => member.title, needed: false },
  ];
  for (const { name, value, needed } of leaves) {
    const uri = `${node}/${name}`;
    const added = answer(`${name}.add`);
    const replaced = answer(name);
    const exists = replaced !== 404 && (known.facts[uri]?.kind === 'leaf' || added === 418);
    const refusal = exists ? replaced : added;
    if (needed && refusal !== undefined && isRefused(refusal))
      return { kind: 'failed', code: refusal, detail: `the device did not take ${name}` };
    if (exists && replaced === undefined)
      send.push(write(task.id, `${part}.${name}`, replaceLeaf(uri, value())));
    else if (!exists && added === undefined)
      send.push(write(task.id, `${part}.${name}.add`, addLeaf(uri, value())));
  }
  const operations = `${node}/Operations`;
  const listed = known.facts[operations];
  if (listed === undefined) send.push(get(operations));
  if (send.length > 0) return { kind: 'send', send };
  const { aliases } = env.ways ?? USUAL_WAYS;
  return choose(task, part, operations, listed, answer('ops'), wanted, aliases);
}

/** A node of our own, or the built-in one where the device has that and takes no other. spec/scomo.md §12 Q14, Q20 */
function downloadNode(
  task: TaskFacts,
  index: number,
  { root, inventory, env }: Scene,
  refusal: number | undefined,
): string {
  const own = downloadUri(root, task.id, index);
  const isStatic = (env.ways ?? USUAL_WAYS).downloadNode === 'static';
  if (!isStatic && (refusal === undefined || !isRefused(refusal))) return own;
  const builtIn = inventory.downloads.find((row) => row.uri.startsWith(`${root}/`) && row.uri !== own);
  return builtIn?.uri ?? own;
}

function choose(
  task: TaskFacts,
  part: string,
  operations: string,
  listed: Fact | undefined,
  added: number | undefined,
  wanted: readonly Primitive[],
  aliases: ClientWays['aliases'],
): Preparation {
  const found = findOperation(task, operations, childrenOf(listed), wanted, aliases);
  if (found !== undefined) return { kind: 'ready', ...found };
  const operation = wanted.at(-1);
  if (operation === undefined) throw new Error('a download without a primitive');
  const uri = `${operations}/${operation}`;
  if (added !== undefined) return { kind: 'ready', uri, operation };
  const make =
    listed !== undefined && listed.kind !== 'absent'
      ? []
      : [write(task.id, `${part}.parent`, addNode(operations))];
  return { kind: 'send', send: [...make, write(task.id, `${part}.ops`, addOperation(uri))] };
}

/** 418 says that it is there already, which is as good. */
function isRefused(code: number): boolean {
  return code >= 300 && code !== 418;
}
