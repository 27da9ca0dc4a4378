import { type Related, setFaults } from '@scomo/delivery';
import { SERVER_LIMITS } from '../limits.ts';
import { DeployedState } from '../states.ts';
import { attemptsOf } from './attempt.ts';
import { chooseWays } from './delivery-ways.ts';
import { deploySet } from './deploy-set.ts';
import { deploySingly } from './deploy-singly.ts';
import { deriveResults } from './derive.ts';
import { cleanUp, declineTask, endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { before, isAsWanted } from './find-member.ts';
import type { Inventory } from './knowledge.ts';
import type { Scene, Step } from './scene.ts';
import type { DeployOrder, Failure, TaskFacts, Undoing } from './task.ts';
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
  const fault = derived.operations.length === 0 ? unfit(order, inventory) : undefined;
  if (fault !== undefined) return { task: failTask(derived, fault, env.now), send: [] };
  const chosen = chooseWays(derived, order, scene);
  if (chosen.send.length > 0) return chosen;
  const step = (inventory.sets ? deploySet : deploySingly)(chosen.task, order, scene);
  return step.task.state === 'failed' ? endBadly(chosen.task, order, step.task, scene) : step;
}

/** What the members need or exclude, by what is active now: it may be otherwise than when they were ordered. */
function unfit({ members }: DeployOrder, inventory: Inventory): Failure | undefined {
  const rules = members.map(
    ({ component, version, requires = [], conflicts = [] }): Related => ({
      component,
      version,
      requires,
      conflicts,
    }),
  );
  const active = inventory.deployed.filter(({ state }) => state !== DeployedState.inactive);
  const faults = setFaults(
    rules,
    active.map(({ id, version }) => ({ component: id, version })),
  );
  const [first] = faults;
  if (first === undefined) return undefined;
  const code = first.kind === 'missing' ? 1498 : 1413;
  return { code, identifier: first.component, detail: faults.map(({ detail }) => detail).join('; ') };
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
