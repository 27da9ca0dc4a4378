import { MEMBER_SET_PATH } from '../object.ts';
import { DeliveredState } from '../states.ts';
import {
  addLeaf,
  addNode,
  get,
  type Planned,
  putObject,
  remove,
  replaceLeaf,
  write,
  writeTag,
} from './commands.ts';
import { fallBack } from './delivery-ways.ts';
import { failTask } from './end-task.ts';
import type { Scene, Step } from './scene.ts';
import { deliveredUri } from './set-names.ts';
import type { DeliveryOrder, DeployMember, TaskFacts } from './task.ts';

export type Delivered =
  | { readonly kind: 'send'; readonly send: readonly Planned[] }
  /** The package is on the device, in this node. */
  | { readonly kind: 'delivered'; readonly node: string }
  | { readonly kind: 'failed'; readonly code: number; readonly detail: string };

/** Its octets are there, whether or not it is installed. */
const ON_DEVICE: readonly number[] = Object.values(DeliveredState);
const LARGE_OBJECTS = './DevDetail/LrgObj';

/**
 * Brings the package of one member to the device inside the session: its node, then its octets. `set` names the set
 * that it belongs to. A session that was cut leaves nothing, so that the next one starts afresh. spec/scomo.md §2.3
 */
export function deliver(
  task: TaskFacts,
  member: DeployMember,
  index: number,
  scene: Scene,
  set: string | undefined,
): Delivered {
  const { root, inventory, known } = scene;
  const answer = (step: string) => known.sent[writeTag(task.id, `${index}.${step}`)];
  const here = inventory.delivered.find((row) => row.pkgId === member.pkgId && ON_DEVICE.includes(row.state));
  const node = here?.uri ?? deliveredUri(root, task.id, index);
  const wanted =
    here === undefined ? [...nodeWrites(node, member), ...setWrites(node, set)] : setWrites(node, set);
  const open = wanted.filter(({ step, after }) => {
    if (answer(step) !== undefined) return false;
    return after === undefined || answer(after) === 418;
  });
  const writes = open.map(({ step, command }) => write(task.id, `${index}.${step}`, command));
  if (here !== undefined)
    return writes.length > 0 ? { kind: 'send', send: writes } : { kind: 'delivered', node };
  const large = known.facts[LARGE_OBJECTS];
  const send = [...writes, ...(large === undefined ? [get(LARGE_OBJECTS)] : [])];
  if (send.length > 0) return { kind: 'send', send };
  const refused = ['node', 'PkgID.replace', 'PkgID'].find((step) => isRefused(answer(step)));
  if (refused !== undefined) {
    const detail = 'the device takes no packages inside a session';
    return { kind: 'failed', code: answer(refused) ?? 0, detail };
  }
  const takesChunks = large?.kind === 'leaf' && large.value.toLowerCase() === 'true';
  return sendData(task, member, index, scene, node, takesChunks);
}

function sendData(
  task: TaskFacts,
  member: DeployMember,
  index: number,
  { known }: Scene,
  node: string,
  takesChunks: boolean,
): Delivered {
  const added = writeTag(task.id, `${index}.data`);
  const replaced = writeTag(task.id, `${index}.data.replace`);
  const again = known.sent[added] === 418;
  const tag = again ? replaced : added;
  const code = known.sent[tag];
  if (code !== undefined && code >= 200 && code < 300) return { kind: 'delivered', node };
  // Nothing was said of it: the next session begins it again.
  if (code === 0) return { kind: 'send', send: [] };
  if (code !== undefined) {
    const small = !takesChunks && code === 413;
    const detail = small
      ? 'the device takes no large objects, and the package is more than one message holds'
      : (known.said?.[tag] ?? 'the device did not take the package');
    return { kind: 'failed', code, detail };
  }
  const object = { ref: member.pkgId, size: member.bytes, ...(takesChunks ? {} : { whole: true as const }) };
  const step = again ? `${index}.data.replace` : `${index}.data`;
  return {
    kind: 'send',
    send: [putObject(task.id, step, again ? 'Replace' : 'Add', `${node}/Data`, object)],
  };
}

/** What follows when the device did not take a member inside the session: it is fetched where that was our choice, else the task fails. */
export function refusedInside(
  task: TaskFacts,
  order: DeliveryOrder,
  { member, index }: { readonly member: DeployMember; readonly index: number },
  refused: { readonly code: number; readonly detail: string },
  scene: Scene,
): Step {
  const { root, env } = scene;
  const instead = fallBack(task, index, order, refused, scene);
  if (instead === undefined) {
    const failure = { ...refused, identifier: member.component };
    return { task: failTask(task, failure, env.now), send: [] };
  }
  return {
    task: instead,
    send: [write(task.id, `${index}.undo`, remove(deliveredUri(root, task.id, index)))],
  };
}

/** One write, or one that only follows when another met a node that was there. */
interface Wanted {
  readonly step: string;
  readonly after?: string;
  readonly command: Planned['tagged']['command'];
}

function nodeWrites(node: string, member: DeployMember): readonly Wanted[] {
  return [
    { step: 'node', command: addNode(node) },
    { step: 'PkgID', command: addLeaf(`${node}/PkgID`, member.pkgId) },
    { step: 'PkgID.replace', after: 'PkgID', command: replaceLeaf(`${node}/PkgID`, member.pkgId) },
    { step: 'Name', command: addLeaf(`${node}/Name`, member.title) },
  ];
}

function setWrites(node: string, set: string | undefined): readonly Wanted[] {
  if (set === undefined) return [];
  const leaf = `${node}/${MEMBER_SET_PATH}`;
  return [
    { step: 'ext', command: addNode(`${node}/Ext`) },
    { step: 'scomo', command: addNode(`${node}/Ext/Scomo`) },
    { step: 'set', command: addLeaf(leaf, set) },
    { step: 'set.replace', after: 'set', command: replaceLeaf(leaf, set) },
  ];
}

/** 418 says that it is there already, which is as good. */
function isRefused(code: number | undefined): boolean {
  return code !== undefined && code >= 300 && code !== 418;
}
