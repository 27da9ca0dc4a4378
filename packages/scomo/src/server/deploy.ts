import { SERVER_LIMITS } from '../limits.ts';
import { attemptsOf } from './attempt.ts';
import { deploySet } from './deploy-set.ts';
import { deploySingly } from './deploy-singly.ts';
import { deriveResults } from './derive.ts';
import { cleanUp, declineTask, endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { activeVersion, isAsWanted } from './find-member.ts';
import type { Scene, Step } from './scene.ts';
import type { DeployOrder, TaskFacts } from './task.ts';

/** Judges a deploy task by a fresh inventory and says what to send next. */
export function deploy(task: TaskFacts, order: DeployOrder, scene: Scene): Step {
  const { inventory, env } = scene;
  if (order.members.length > SERVER_LIMITS.setMembersMax) {
    const detail = `more than ${SERVER_LIMITS.setMembersMax} components in one task`;
    return { task: failTask(task, { code: 413, identifier: '', detail }, env.now), send: [] };
  }
  const seen = withFrom(task, order, scene);
  const derived = deriveResults(seen, scene, waitsForConsent(seen, order, scene));
  if (order.members.every((member) => isAsWanted(inventory, member)))
    return ended(fulfilTask(derived, 'verified', 'read in the inventory', env.now), scene);
  if (derived.consent.at(-1)?.answer === 'no') return ended(declineTask(derived, 1401, env.now), scene);
  const record = endingRecord(derived);
  if (record !== undefined) return ended(endByRecord(derived, record, env.now), scene);
  const step = inventory.sets ? deploySet(derived, order, scene) : withoutSets(derived, order, scene);
  return step.task.state === 'failed' ? ended(step.task, scene) : step;
}

/** A device without our extension takes one component at a time: nothing binds two together. */
function withoutSets(task: TaskFacts, order: DeployOrder, scene: Scene): Step {
  if (order.members.length === 1 || !order.atomic) return deploySingly(task, order, scene);
  const detail = 'this device cannot do all-or-none sets';
  return { task: failTask(task, { code: 1411, identifier: '', detail }, scene.env.now), send: [] };
}

/** As long as the End User may still be thinking, no report is overdue. */
export function waitsForConsent(task: TaskFacts, order: DeployOrder, scene: Scene): boolean {
  if (order.consent.mode !== 'ask' || !scene.inventory.sets || attemptsOf(task, 'a').length > 0) return false;
  const answer = task.consent.at(-1)?.answer;
  return answer === undefined || answer === 'later';
}

function withFrom(task: TaskFacts, order: DeployOrder, { inventory }: Scene): TaskFacts {
  if (task.members.length > 0) return task;
  const members = order.members.map((member) => ({
    component: member.component,
    from: activeVersion(inventory, member.component),
    verified: isAsWanted(inventory, member),
  }));
  return { ...task, members };
}

function ended(task: TaskFacts, scene: Scene): Step {
  return { task, send: cleanUp(task, scene) };
}
