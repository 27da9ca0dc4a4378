import { SERVER_LIMITS } from '../limits.ts';
import { attemptsOf } from './attempt.ts';
import { deploySet } from './deploy-set.ts';
import { deploySingly } from './deploy-singly.ts';
import { deriveResults } from './derive.ts';
import { cleanUp, declineTask, endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { before, isAsWanted } from './find-member.ts';
import type { Scene, Step } from './scene.ts';
import type { DeployOrder, TaskFacts, Undoing } from './task.ts';
import { type Brought, beginUndo, undo } from './undo.ts';

/** Judges a deploy task by a fresh inventory and says what to send next. */
export function deploy(task: TaskFacts, order: DeployOrder, scene: Scene): Step {
  const { inventory, env } = scene;
  const most = inventory.sets || !order.atomic ? SERVER_LIMITS.setMembersMax : SERVER_LIMITS.undoneMembersMax;
  if (order.members.length > most) {
    const detail = `more than ${most} components in one task`;
    return { task: failTask(task, { code: 413, identifier: '', detail }, env.now), send: [] };
  }
  const seen = withFrom(task, order, scene);
  const derived = deriveResults(seen, scene, waitsForConsent(seen, order, scene));
  if (derived.undoing !== undefined) return takeBack(derived, order, derived.undoing, scene);
  if (order.members.every((member) => isAsWanted(inventory, member)))
    return ended(fulfilTask(derived, 'verified', 'read in the inventory', env.now), scene);
  if (derived.consent.at(-1)?.answer === 'no') return ended(declineTask(derived, 1401, env.now), scene);
  const record = endingRecord(derived);
  if (record !== undefined) return endBadly(derived, order, endByRecord(derived, record, env.now), scene);
  const step = (inventory.sets ? deploySet : deploySingly)(derived, order, scene);
  return step.task.state === 'failed' ? endBadly(derived, order, step.task, scene) : step;
}

/** A device that knows sets has gone back by itself; on any other the server takes back what belongs together. */
function endBadly(task: TaskFacts, order: DeployOrder, end: TaskFacts, scene: Scene): Step {
  if (scene.inventory.sets || !order.atomic) return ended(end, scene);
  const culprit = end.members.find(({ code }) => code !== undefined && code === end.code);
  const { code = 1412 } = end;
  const detail = culprit?.detail === undefined ? {} : { detail: culprit.detail };
  const failure = { code, identifier: culprit?.component ?? '', ...detail };
  const undoing = beginUndo(task, failure, end.state === 'declined');
  return takeBack(undoing, order, undoing.undoing, scene);
}

function takeBack(
  task: TaskFacts,
  { members, previous = [] }: DeployOrder,
  failure: Undoing,
  scene: Scene,
): Step {
  const brought = members
    .map((member, index): Brought => {
      const former = previous.find(({ component }) => component === member.component);
      return { member, index, ...(former && { previous: former }) };
    })
    .filter(({ index }) => task.members[index]?.verified !== true);
  return undo(task, failure, brought, scene);
}

/** As long as the End User may still be thinking, no report is overdue. */
export function waitsForConsent(task: TaskFacts, order: DeployOrder, scene: Scene): boolean {
  const { mode, askAgain = false } = order.consent;
  const installs = attemptsOf(task, 'a').length > 0;
  if (mode !== 'ask' || !scene.inventory.sets || (installs && !askAgain)) return false;
  const asked = task.consent.filter(({ stage }) => !installs || stage === 'install');
  const answer = asked.at(-1)?.answer;
  return answer === undefined || answer === 'later';
}

function withFrom(task: TaskFacts, order: DeployOrder, { inventory }: Scene): TaskFacts {
  if (task.members.length > 0) return task;
  const members = order.members.map((member) => ({
    ...before(inventory, member.component),
    verified: isAsWanted(inventory, member),
  }));
  return { ...task, members };
}

function ended(task: TaskFacts, scene: Scene): Step {
  return { task, send: cleanUp(task, scene) };
}
