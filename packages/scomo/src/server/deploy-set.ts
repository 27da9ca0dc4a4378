import type { Command } from '@scomo/syncml';
import { MEMBER_SET_PATH } from '../object.ts';
import type { ConsentAnswer } from '../set.ts';
import { type Attempt, attempt } from './attempt.ts';
import type { DeliveryWay } from './choose-delivery.ts';
import { addNode, execute, type Planned, putLeaf, sequence, write, writeTag } from './commands.ts';
import { deliver, refusedInside } from './deliver.ts';
import { wayOf } from './delivery-ways.ts';
import { contradicted, failTask } from './end-task.ts';
import { enterState, heldBack, stateBeforeAnswer } from './enter-state.ts';
import { findStaged, isAsWanted, isInFlux } from './find-member.ts';
import { hoursAfter } from './instant.ts';
import { membersJson } from './members-json.ts';
import type { Scene, Step } from './scene.ts';
import { deliveredUri, downloadUri, setName, setUri } from './set-names.ts';
import type { DeployMember, DeployOrder, TaskFacts } from './task.ts';

interface Part {
  readonly member: DeployMember;
  readonly index: number;
  readonly way: DeliveryWay;
}

/** Stages every member as part of one set, then switches them all with one Exec. docs/scomo-extension.md */
export function deploySet(task: TaskFacts, order: DeployOrder, scene: Scene): Step {
  const parts = partsOf(task, order);
  const tries = parts.map((part) => ({ part, tried: tryBringing(task, part, scene) }));
  const missing = tries.filter(({ part, tried }) => !isStaged(scene, part, tried));
  const refused = scene.known.sent[writeTag(task.id, 'set')] ?? 0;
  if (refused >= 400 && refused !== 418) {
    const failure = { code: refused, identifier: '', detail: 'the device did not take the set' };
    return { task: failTask(task, failure, scene.env.now), send: [] };
  }
  if (missing.length === 0) return activate(task, order, parts, scene);
  const wanted = missing.filter(({ tried }) => tried.kind === 'send');
  const inside = wanted.filter(({ part }) => part.way === 'direct');
  const fetched = wanted
    .filter(({ part }) => part.way !== 'direct')
    .map(({ part, tried }) => execute(task.id, tried.record, downloadWrites(task, part, scene)));
  const brought = bringInside(task, order, inside, scene);
  if ('task' in brought && brought.task.state === 'failed') return brought;
  const send = [...fetched, ...brought.send];
  const set = send.length === 0 ? [] : setWrites(task, order, parts, scene);
  const state = 'task' in brought ? brought.task : bringState(task, order, missing, scene);
  return { task: state, send: [...set, ...send] };
}

type Missing = readonly { readonly part: Part; readonly tried: Attempt }[];

/** The packages that go over inside the session, one after the other; then all of them are installed beside what is active. */
function bringInside(
  task: TaskFacts,
  order: DeployOrder,
  wanted: Missing,
  scene: Scene,
): Step | { readonly send: readonly Planned[] } {
  const { now } = scene.env;
  const installs: Planned[] = [];
  for (const { part, tried } of wanted) {
    const delivered = deliver(task, part.member, part.index, scene, setName(task.id));
    if (delivered.kind === 'failed') return refusedInside(task, order, part, delivered, scene);
    if (delivered.kind === 'send') {
      const reason = 'the packages go over inside the session';
      return { task: enterState(task, 'downloading', reason, now), send: delivered.send };
    }
    const uri = `${delivered.node}/Operations/InstallInactive`;
    installs.push(execute(task.id, { ...tried.record, uri }));
  }
  return { send: installs };
}

/** Members that were not as wanted when the task began: a member's node keeps its index for the life of the task. */
function partsOf(task: TaskFacts, order: DeployOrder): readonly Part[] {
  return order.members
    .map((member, index) => ({ member, index, way: wayOf(task, index, order) }))
    .filter(({ index }) => task.members[index]?.verified !== true);
}

function tryBringing(task: TaskFacts, { member, index, way }: Part, { known, root, env }: Scene): Attempt {
  const operation = way === 'direct' ? 'InstallInactive' : 'DownloadInstallInactive';
  const node = way === 'direct' ? deliveredUri(root, task.id, index) : downloadUri(root, task.id, index);
  const uri = `${node}/Operations/${operation}`;
  const order = { operation, component: member.component, uri } as const;
  return attempt(task, known, { ...order, part: String(index) }, env.now);
}

function isStaged({ inventory }: Scene, { member }: Part, tried: Attempt): boolean {
  if (tried.kind === 'done' || isAsWanted(inventory, member)) return true;
  return findStaged(inventory, member) !== undefined;
}

function activate(task: TaskFacts, order: DeployOrder, parts: readonly Part[], scene: Scene): Step {
  const { known, root, env, inventory } = scene;
  const uri = `${setUri(root, task.id)}/Operations/Activate`;
  const tried = attempt(task, known, { operation: 'ActivateSet', component: '', uri, part: 'a' }, env.now);
  const inactive = enterState(task, 'inactive', 'all packages are on the device', env.now);
  switch (tried.kind) {
    case 'send':
      return {
        task: inactive,
        send: [...setWrites(task, order, parts, scene), execute(task.id, tried.record)],
      };
    case 'wait':
      if (tried.record.status === undefined) return { task: inactive, send: [] };
      return { task: activating(task, order, env.now), send: [] };
    case 'done': {
      const wrong = order.members.filter((member) => !isAsWanted(inventory, member));
      if (wrong.some((member) => isInFlux(inventory, member.component)))
        return { task: enterState(task, 'activating', 'the device switches over', env.now), send: [] };
      return { task: contradicted(task, wrong, scene), send: [] };
    }
    case 'failed':
      throw new Error('a failed activation ends the task before this');
  }
}

/** Taken on by the device, which may have to wait: for the End User, the hour, or a lock. */
function activating(task: TaskFacts, order: DeployOrder, now: string): TaskFacts {
  const last = task.consent.findLast(({ stage }) => stage === 'install');
  const asked = order.consent.mode === 'ask' && order.consent.askAgain === true;
  if (asked && (last === undefined || last.answer === 'later')) return waitForAnswer(task, last, now);
  return heldBack(task, now) ?? enterState(task, 'activating', 'the device switches over', now);
}

function waitForAnswer(task: TaskFacts, last: ConsentAnswer | undefined, now: string): TaskFacts {
  const until = last?.until ?? task.nextCheckAt ?? hoursAfter(now, 24);
  return enterState(task, 'waiting', 'consent', now, until);
}

function bringState(task: TaskFacts, order: DeployOrder, missing: Missing, scene: Scene): TaskFacts {
  const { now } = scene.env;
  const accepted = missing.some(
    ({ tried }) =>
      tried.kind === 'wait' && tried.record.endedAt === undefined && tried.record.status !== undefined,
  );
  if (!accepted) {
    const again = missing.some(({ tried }) => !tried.record.correlator.endsWith('-1'));
    return enterState(task, stateBeforeAnswer(task), again ? 'trying again' : 'sent to the device', now);
  }
  const last = task.consent.at(-1);
  if (order.consent.mode === 'ask' && (last === undefined || last.answer === 'later'))
    return waitForAnswer(task, last, now);
  const inside = missing.every(({ part }) => part.way === 'direct');
  if (inside) return enterState(task, 'installing', 'the device installs', now);
  return enterState(task, 'downloading', 'the device downloads', now);
}

function downloadWrites(task: TaskFacts, { member, index, way }: Part, scene: Scene): readonly Command[] {
  if (way === 'direct') throw new Error('what goes inside the session is not fetched');
  const { root, inventory, env, known } = scene;
  const node = downloadUri(root, task.id, index);
  const there = inventory.downloads.some((row) => row.uri === node);
  const leaf = (path: string, value: string) => putLeaf(known.facts, `${node}/${path}`, value);
  const inner = ['Ext', 'Ext/Scomo'].filter((path) => known.facts[`${node}/${path}`]?.kind !== 'interior');
  return [
    ...(there ? [] : [addNode(node)]),
    leaf('PkgID', member.pkgId),
    leaf('PkgURL', env.packageUrl(member, way)),
    leaf('Name', member.title),
    ...inner.map((path) => addNode(`${node}/${path}`)),
    leaf(MEMBER_SET_PATH, setName(task.id)),
  ];
}

/** The set as it shall stand, once a session; nothing when it stands so. */
function setWrites(
  task: TaskFacts,
  order: DeployOrder,
  parts: readonly Part[],
  { known, root, inventory, env }: Scene,
): readonly Planned[] {
  const uri = setUri(root, task.id);
  const members = parts.map(({ member }) => member);
  const leaves = [
    { uri: `${uri}/Members`, value: membersJson(members, env.language ?? 'en') },
    { uri: `${uri}/Consent`, value: JSON.stringify(order.consent) },
  ];
  if (known.sent[writeTag(task.id, 'set')] !== undefined) return [];
  const stale = leaves.filter((leaf) => {
    const fact = known.facts[leaf.uri];
    return fact?.kind !== 'leaf' || fact.value !== leaf.value;
  });
  const writes = [
    ...(inventory.setUris.includes(uri) ? [] : [addNode(uri)]),
    ...stale.map((leaf) => putLeaf(known.facts, leaf.uri, leaf.value)),
  ];
  return writes.length === 0 ? [] : [write(task.id, 'set', sequence(writes))];
}
