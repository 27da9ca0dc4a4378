import { DeployedState } from '../states.ts';
import { attempt } from './attempt.ts';
import { execute, type Planned } from './commands.ts';
import { deriveResults } from './derive.ts';
import { endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { enterState, stateBeforeAnswer } from './enter-state.ts';
import { before, describeComponent } from './find-member.ts';
import type { DeployedRow, Inventory } from './knowledge.ts';
import { failureOf, outcomeOf } from './operation-outcome.ts';
import type { Scene, Step } from './scene.ts';
import type { OperationRecord, RemoveOrder, TaskFacts } from './task.ts';

/** Judges a remove task by a fresh inventory: one Exec per component, all at once only on devices that keep them apart. spec/scomo.md §2.8, §2.10 */
export function removeComponents(task: TaskFacts, order: RemoveOrder, scene: Scene): Step {
  const { inventory, env } = scene;
  const derived = deriveResults(withFrom(task, order, scene), scene, false);
  const left = order.components
    .map((component, index) => ({ component, index }))
    .filter(({ component }) => inventory.deployed.some((row) => row.id === component));
  if (left.length === 0)
    return { task: fulfilTask(derived, 'removed', 'absent in the inventory', env.now), send: [] };
  const record = endingRecord(derived, (each) => isDeactivatedFirst(derived, each, inventory));
  if (record !== undefined) return { task: endByRecord(derived, record, env.now), send: [] };
  const send: Planned[] = [];
  let accepted = false;
  for (const { component, index } of inventory.sets ? left : left.slice(0, 1)) {
    const step = removeOne(derived, component, index, scene);
    if (step.kind === 'contradiction') return { task: step.task, send: [] };
    if (step.kind === 'send') send.push(step.planned);
    else accepted ||= step.accepted;
  }
  const judged = accepted
    ? enterState(derived, 'installing', 'the device removes', env.now)
    : enterState(derived, stateBeforeAnswer(derived), 'sent to the device', env.now);
  return { task: judged, send };
}

/** It could not be removed while it was active, and that is now seen to: it is removed once more. spec/scomo.md §2.8 */
function isDeactivatedFirst(task: TaskFacts, record: OperationRecord, inventory: Inventory): boolean {
  const { operation, component, version } = record;
  if (operation !== 'Remove' || failureOf(record).code !== 1408) return false;
  const same = task.operations.filter((each) => each.component === component && each.version === version);
  if (same.some((each) => each.operation === 'Deactivate')) return same.at(-1) !== record;
  return inventory.deployed.some(
    (row) => row.id === component && row.version === version && row.state === DeployedState.active,
  );
}

/** Remove; after one that failed on an active component Deactivate, then Remove again. */
function nextFor(
  task: TaskFacts,
  { id, version, state }: DeployedRow,
  part: string,
): { readonly operation: 'Remove' | 'Deactivate'; readonly part: string } {
  const refused = task.operations.some(
    (record) =>
      record.component === id &&
      record.version === version &&
      record.operation === 'Remove' &&
      outcomeOf(record) === 'failed' &&
      failureOf(record).code === 1408,
  );
  if (!refused) return { operation: 'Remove', part };
  const isActive = state === DeployedState.active;
  return isActive ? { operation: 'Deactivate', part: `d${part}` } : { operation: 'Remove', part: `${part}a` };
}

type One =
  | { readonly kind: 'send'; readonly planned: Planned }
  | { readonly kind: 'wait'; readonly accepted: boolean }
  | { readonly kind: 'contradiction'; readonly task: TaskFacts };

/** A component may be there in several versions, one active and others staged beside it: each has an Exec of its own. */
function removeOne(task: TaskFacts, component: string, index: number, scene: Scene): One {
  const { inventory, known, env } = scene;
  const removed = task.operations.filter(
    (record) =>
      record.component === component && record.operation === 'Remove' && outcomeOf(record) === 'done',
  );
  const left = inventory.deployed.filter(
    (row) => row.id === component && removed.every((record) => record.version !== row.version),
  );
  const row = left.find((each) => each.state === DeployedState.active) ?? left[0];
  if (row === undefined) return contradiction(task, component, scene);
  const first = removed.length === 0 ? `r${index}` : `r${index}x${removed.length}`;
  const { operation, part } = nextFor(task, row, first);
  const uri = `${row.uri}/Operations/${operation}`;
  const tried = attempt(task, known, { operation, component, uri, part }, env.now);
  switch (tried.kind) {
    case 'send':
      return {
        kind: 'send',
        planned: execute(task.id, { ...tried.record, uri, version: row.version }),
      };
    case 'wait': {
      const running = tried.record.endedAt === undefined && tried.record.status !== undefined;
      return { kind: 'wait', accepted: running };
    }
    case 'done':
      return contradiction(task, component, scene);
    case 'failed':
      throw new Error('a removal that has failed is judged before this');
  }
}

function contradiction(task: TaskFacts, component: string, { inventory, env }: Scene): One {
  const shown = describeComponent(inventory, component);
  const detail = `the device reported success, but its inventory still shows ${shown}`;
  return {
    kind: 'contradiction',
    task: failTask(task, { code: 1412, identifier: component, detail }, env.now),
  };
}

function withFrom(task: TaskFacts, order: RemoveOrder, { inventory }: Scene): TaskFacts {
  if (task.members.length > 0) return task;
  const members = order.components.map((component) => ({
    ...before(inventory, component),
    verified: false,
  }));
  return { ...task, members };
}
