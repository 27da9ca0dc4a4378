import { DELIVERY_LIMITS } from '../limits.ts';
import { DOWNLOAD_HOSTS_PATH } from '../object.ts';
import {
  type ChosenDelivery,
  chooseDelivery,
  type DeliveryCase,
  type DeliveryWay,
} from './choose-delivery.ts';
import { USUAL_WAYS } from './client-ways.ts';
import { fetches } from './combined.ts';
import { get, type Planned } from './commands.ts';
import type { Scene } from './scene.ts';
import type { DeliveryOrder, DeployMember, DeployOrder, OperationOrder, TaskFacts } from './task.ts';

const LARGE_OBJECTS = './DevDetail/LrgObj';

/** The way of the `index`-th member; tasks of before this was chosen are downloads. */
export function wayOf(task: TaskFacts, index: number, { delivery }: DeliveryOrder): DeliveryWay {
  const chosen = task.members[index]?.delivery?.way;
  return chosen ?? (delivery === undefined || delivery === 'auto' ? 'download' : delivery);
}

/** Chooses the way of every member that needs one, once for the life of the task; what must be read for it comes back. Mission row E0 */
export function chooseWays(
  task: TaskFacts,
  order: DeployOrder | OperationOrder,
  scene: Scene,
): { readonly task: TaskFacts; readonly send: readonly Planned[] } {
  if (order.delivery === undefined) return { task, send: [] };
  const wanted = order.kind === 'deploy' ? order.members : [order.member];
  const send = new Map<string, Planned>();
  const members = task.members.map((progress, index) => {
    const member = wanted[index];
    if (member === undefined || progress.verified || progress.delivery !== undefined) return progress;
    const chosen = chooseDelivery(caseOf(member, order, scene));
    if (typeof chosen === 'object') return { ...progress, delivery: chosen };
    const uri = chosen === 'bucket' ? `${scene.root}/${DOWNLOAD_HOSTS_PATH}` : LARGE_OBJECTS;
    send.set(uri, get(uri));
    return progress;
  });
  const same = members.every((member, index) => member === task.members[index]);
  return { task: same ? task : { ...task, members }, send: [...send.values()] };
}

/** A package that we would have sent inside the session, and that was refused there: it is fetched instead. */
export function fallBack(
  task: TaskFacts,
  index: number,
  order: DeliveryOrder,
  refused: { readonly code: number; readonly detail: string },
  { env }: Scene,
): TaskFacts | undefined {
  const ways = env.ways ?? USUAL_WAYS;
  if (order.delivery !== 'auto' || ways.fetches === 'nothing') return undefined;
  const way = ways.fetches === 'descriptor' ? 'descriptor' : 'download';
  const delivery: ChosenDelivery = { way, reason: `${refused.detail} (${refused.code})` };
  const members = task.members.map((member, each) => (each === index ? { ...member, delivery } : member));
  return { ...task, members };
}

function caseOf(member: DeployMember, order: DeployOrder | OperationOrder, scene: Scene): DeliveryCase {
  const { env, known, inventory } = scene;
  const large = known.facts[LARGE_OBJECTS];
  const link = order.link ?? 'unmetered';
  return {
    asked: order.delivery ?? 'download',
    bytes: member.bytes,
    fetches: (env.ways ?? USUAL_WAYS).fetches,
    directBytesMax: order.directBytesMax ?? DELIVERY_LIMITS.directBytesMax[link],
    link,
    asksFirst: order.kind === 'deploy' && order.consent.mode === 'ask' && inventory.sets,
    mustFetch: order.kind === 'operation' && fetches(order.operation),
    takesLarge: large === undefined ? undefined : large.kind === 'leaf' && /^true$/i.test(large.value),
    objectBytesMax: env.maxObjSize ?? 0,
    bucket: mayUseBucket(member, scene),
    bucketBytesMin: DELIVERY_LIMITS.bucketBytesMin,
  };
}

/** Our agent fetches from hosts that it lists; what others fetch from is their affair. docs/delivery.md */
function mayUseBucket({ bucketHost }: DeployMember, { known, root, inventory }: Scene): boolean | undefined {
  if (bucketHost === undefined) return false;
  if (!inventory.sets) return true;
  const hosts = known.facts[`${root}/${DOWNLOAD_HOSTS_PATH}`];
  if (hosts === undefined) return undefined;
  return hosts.kind === 'leaf' && hosts.value.split(/\s+/).includes(bucketHost);
}
