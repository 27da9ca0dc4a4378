import { DeployedState } from '../states.ts';
import { attempt } from './attempt.ts';
import { execute, type Planned } from './commands.ts';
import { deriveResults } from './derive.ts';
import { endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { enterState, stateBeforeAnswer } from './enter-state.ts';
import { activeVersion, describeComponent } from './find-member.ts';
import type { Scene, Step } from './scene.ts';
import type { RemoveOrder, TaskFacts } from './task.ts';
import { parentUri } from './uri.ts';

/** Judges a remove task by a fresh inventory: one Exec per component, all at once only on devices that keep them apart. spec/scomo.md §2.8, §2.10 */
export function removeComponents(task: TaskFacts, order: RemoveOrder, scene: Scene): Step {
  const { inventory, env } = scene;
  const derived = deriveResults(withFrom(task, order, scene), scene, false);
  const left = order.components
    .map((component, index) => ({ component, index }))
    .filter(({ component }) => inventory.deployed.some((row) => row.id === component));
  if (left.length === 0)
    return { task: fulfilTask(derived, 'removed', 'absent in the inventory', env.now), send: [] };
  const record = endingRecord(derived);
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

type One =
  | { readonly kind: 'send'; readonly planned: Planned }
  | { readonly kind: 'wait'; readonly accepted: boolean }
  | { readonly kind: 'contradiction'; readonly task: TaskFacts };

function removeOne(task: TaskFacts, component: string, index: number, scene: Scene): One {
  const { inventory, known, env } = scene;
  const rows = inventory.deployed.filter((row) => row.id === component);
  const row = rows.find((each) => each.state === DeployedState.active) ?? rows[0];
  if (row === undefined) throw new Error('only a component that is there is removed');
  const uri = `${row.uri}/Operations/Remove`;
  const part = `r${index}`;
  const tried = attempt(task, known, { operation: 'Remove', component, uri, part }, env.now);
  if (tried.kind === 'send') return { kind: 'send', planned: execute(task.id, { ...tried.record, uri }) };
  if (tried.kind === 'wait') {
    const running = tried.record.endedAt === undefined && tried.record.status !== undefined;
    return { kind: 'wait', accepted: running };
  }
  const gone = rows.every((each) => each.uri !== parentUri(parentUri(tried.record.uri)));
  const still = gone ? 'a second one' : 'it';
  const detail = `the device reported success, but its inventory still shows ${still}: ${describeComponent(inventory, component)}`;
  return {
    kind: 'contradiction',
    task: failTask(task, { code: 1412, identifier: component, detail }, env.now),
  };
}

function withFrom(task: TaskFacts, order: RemoveOrder, { inventory }: Scene): TaskFacts {
  if (task.members.length > 0) return task;
  const members = order.components.map((component) => ({
    component,
    from: activeVersion(inventory, component),
    verified: false,
  }));
  return { ...task, members };
}
