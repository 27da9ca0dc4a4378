import { DeployedState } from '../states.ts';
import { type Asking, askFirst, executeAsked } from './ask-by-alert.ts';
import { attempt } from './attempt.ts';
import { refusedInside } from './deliver.ts';
import { wayOf } from './delivery-ways.ts';
import { contradicted, failTask } from './end-task.ts';
import { enterState, stateBeforeAnswer } from './enter-state.ts';
import { findMember, findStaged, isAsWanted, isInFlux } from './find-member.ts';
import { type Preparation, prepareDownload } from './prepare-download.ts';
import { prepareInstall } from './prepare-install.ts';
import type { Scene, Step } from './scene.ts';
import type { AskedText, DeployMember, DeployOrder, TaskFacts } from './task.ts';

const PREFERRED = ['DownloadInstallInactive', 'DownloadInstall'] as const;
const INSTALLS = ['InstallInactive', 'Install'] as const;

/**
 * Brings the members one after the other, with one open Exec at a time, as the plain standard object has it. What belongs
 * together is all brought before the first is activated, as far as the device can keep it inactive. spec/scomo.md §2.5, §2.10
 */
export function deploySingly(task: TaskFacts, order: DeployOrder, scene: Scene): Step {
  const isOpen = (member: DeployMember) => !isAsWanted(scene.inventory, member);
  const isMissing = (member: DeployMember) =>
    isOpen(member) && findStaged(scene.inventory, member) === undefined;
  const missing = order.atomic ? order.members.findIndex(isMissing) : -1;
  const index = missing === -1 ? order.members.findIndex(isOpen) : missing;
  const member = order.members[index];
  if (member === undefined) throw new Error('a task with all members as wanted has ended before this');
  if (isInFlux(scene.inventory, member.component)) return { task: inFlux(task, scene), send: [] };
  const asking = askFirst(task, order.consent, order.members.filter(isOpen), '', scene);
  return asking.kind === 'stop' ? asking.step : goOn(asking, order, member, index, scene);
}

function goOn(
  { task, question }: Extract<Asking, { kind: 'go' }>,
  order: DeployOrder,
  member: DeployMember,
  index: number,
  scene: Scene,
): Step {
  if (findStaged(scene.inventory, member) === undefined) {
    const way = wayOf(task, index, order);
    if (way === 'direct') {
      const prepared = prepareInstall(task, member, index, scene, INSTALLS);
      if (prepared.kind === 'failed') return refusedInside(task, order, { member, index }, prepared, scene);
      return bring(task, member, index, scene, prepared, question);
    }
    const prepared = prepareDownload(task, member, index, scene, PREFERRED, way);
    return bring(task, member, index, scene, prepared, question);
  }
  return activate(task, member, index, scene, question);
}

function inFlux(task: TaskFacts, { env }: Scene): TaskFacts {
  return enterState(task, 'activating', 'the device switches over', env.now);
}

function bring(
  task: TaskFacts,
  member: DeployMember,
  index: number,
  scene: Scene,
  prepared: Preparation,
  question: AskedText | undefined,
): Step {
  const { env, known } = scene;
  const part = String(index);
  const uri = prepared.kind === 'ready' ? prepared.uri : '';
  const operation = prepared.kind === 'ready' ? prepared.operation : 'DownloadInstallInactive';
  const tried = attempt(task, known, { operation, component: member.component, uri, part }, env.now);
  switch (tried.kind) {
    case 'wait': {
      const running = tried.record.endedAt === undefined && tried.record.status !== undefined;
      const install = prepared.kind === 'ready' && INSTALLS.some((name) => name === operation);
      const state = running ? (install ? 'installing' : 'downloading') : stateBeforeAnswer(task);
      const reason = running ? `the device ${install ? 'installs' : 'downloads'}` : 'sent to the device';
      return { task: enterState(task, state, reason, env.now), send: [] };
    }
    case 'done':
      return { task: contradicted(task, [member], scene), send: [] };
    case 'failed':
      throw new Error('a failed download ends the task before this');
    case 'send':
      break;
  }
  const sent = enterState(task, stateBeforeAnswer(task), 'sent to the device', env.now);
  switch (prepared.kind) {
    case 'send':
      return { task: sent, send: prepared.send };
    case 'failed': {
      const failure = { code: prepared.code, identifier: member.component, detail: prepared.detail };
      return { task: failTask(task, failure, env.now), send: [] };
    }
    case 'ready':
      return { task: sent, send: [executeAsked(task.id, { ...tried.record, uri, operation }, question)] };
  }
}

function activate(
  task: TaskFacts,
  member: DeployMember,
  index: number,
  scene: Scene,
  question: AskedText | undefined,
): Step {
  const { env, known, inventory } = scene;
  const row = findMember(inventory, member, DeployedState.inactive) ?? findStaged(inventory, member);
  if (row === undefined) throw new Error('only a staged member is activated');
  const part = `a${index}`;
  const uri = `${row.uri}/Operations/Activate`;
  const order = { operation: 'Activate', component: member.component, uri, part } as const;
  const tried = attempt(task, known, order, env.now);
  const inactive = enterState(task, 'inactive', 'the package is on the device', env.now);
  switch (tried.kind) {
    case 'send':
      return { task: inactive, send: [executeAsked(task.id, { ...tried.record, uri }, question)] };
    case 'wait':
      return { task: tried.record.status === undefined ? inactive : inFlux(task, scene), send: [] };
    case 'done':
      return { task: contradicted(task, [member], scene), send: [] };
    case 'failed':
      throw new Error('a failed activation ends the task before this');
  }
}
