import type { Primitive } from '../object.ts';
import { classifyResult } from '../result-codes.ts';
import { aim, type Part, type Ready } from './aim-operation.ts';
import { askFirst, executeAsked } from './ask-by-alert.ts';
import { attempt, attemptsOf } from './attempt.ts';
import { isTakenBack, stepsOf } from './combined.ts';
import { chooseWays } from './delivery-ways.ts';
import { deriveResults } from './derive.ts';
import { cleanUp, declineTask, endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { enterState, heldBack, stateBeforeAnswer } from './enter-state.ts';
import { before, describeComponent } from './find-member.ts';
import { failureOf, outcomeOf } from './operation-outcome.ts';
import { operationShown } from './operation-shown.ts';
import { findTarget } from './operation-target.ts';
import { WORDS } from './operation-words.ts';
import type { Scene, Step } from './scene.ts';
import type { Failure, OperationOrder, OperationRecord, TaskFacts, Undoing } from './task.ts';
import { beginUndo, undo } from './undo.ts';

/**
 * Judges an operation order by a fresh inventory: of each primitive one Exec, its report, and the end state read back
 * before the next one goes. spec/scomo.md §2.4-§2.8, P25
 */
export function operate(task: TaskFacts, order: OperationOrder, scene: Scene): Step {
  const derived = deriveResults(withFrom(task, order, scene), scene, false);
  if (derived.undoing !== undefined) return takeBack(derived, order, derived.undoing, scene);
  if (derived.consent.at(-1)?.answer === 'no') return ended(declineTask(derived, 1401, scene.env.now), scene);
  const ending = endingRecord(derived);
  if (ending !== undefined) return endBadly(derived, order, ending, scene);
  const chosen = chooseWays(derived, order, scene);
  if (chosen.send.length > 0) return { task: sent(derived, scene.env.now), send: chosen.send };
  return performNext(chosen.task, order, scene);
}

/** The first step whose end state is not read, or the end. */
function performNext(derived: TaskFacts, order: OperationOrder, scene: Scene): Step {
  const parts = partsOf(derived, order);
  const newest = parts.findLastIndex(({ name }) => attemptsOf(derived, name).length > 0);
  for (const part of parts.slice(Math.max(newest, 0))) {
    const step = perform(derived, order, part, scene);
    if (step !== undefined) return step;
  }
  const last = derived.operations.at(-1);
  const end = parts.at(-1)?.wanted[0] ?? 'Activate';
  const state = end === 'Remove' ? 'removed' : 'verified';
  const reason = `${WORDS[last === undefined ? end : primitiveOf(last)].end}, read in the inventory`;
  return ended({ ...fulfilTask(derived, state, reason, scene.env.now), code: successCode(last) }, scene);
}

function partsOf(task: TaskFacts, { operation }: OperationOrder): readonly Part[] {
  const version = task.operations[0]?.version;
  return stepsOf(operation).map((wanted, index) => ({
    name: index === 0 ? 'o' : `o${index}`,
    wanted,
    ...(index > 0 && version !== undefined && version !== '' && { version }),
  }));
}

/** Where it is with one primitive; undefined when its end state is read. */
function perform(task: TaskFacts, order: OperationOrder, part: Part, scene: Scene): Step | undefined {
  const { now } = scene.env;
  const last = attemptsOf(task, part.name).at(-1);
  const outcome = last === undefined ? undefined : outcomeOf(last);
  if (last !== undefined && outcome === 'done') return settle(task, order, last, scene);
  if (last !== undefined && outcome === 'open') {
    if (last.status !== undefined) return { task: heldBack(task, now) ?? running(task, last, now), send: [] };
    // It arrived after all: the report, or time, will tell.
    if (operationShown(order, last, scene.inventory)) return { task: sent(task, now), send: [] };
  }
  if (last === undefined && isNeedless(order, part, scene)) return undefined;
  const aimed = aim(task, order, part, scene);
  switch (aimed.kind) {
    case 'send':
      return { task: sent(task, now), send: aimed.send };
    case 'busy':
      return {
        task: enterState(task, 'waiting', 'dependency: the device is busy with it', now),
        send: [],
      };
    case 'failed':
      return fail(
        task,
        order,
        { code: aimed.code, identifier: order.component, detail: aimed.detail },
        scene,
      );
    case 'there':
      return undefined;
    case 'ready':
      return send(task, order, part, aimed, scene);
  }
}

/** A later step whose end state is there already, such as Activate after an Install that could not leave it inactive. */
function isNeedless(order: OperationOrder, { name, wanted, version }: Part, { inventory }: Scene): boolean {
  const known = order.member !== undefined || version !== undefined;
  const here = version === undefined ? {} : { version };
  return (
    name !== 'o' &&
    known &&
    wanted.some((operation) => operationShown(order, { operation, ...here }, inventory))
  );
}

function send(
  task: TaskFacts,
  order: OperationOrder,
  { name }: Part,
  { uri, version, operation }: Ready,
  scene: Scene,
): Step {
  const { component, member, consent } = order;
  const { known, env } = scene;
  const tried = attempt(task, known, { operation, component, uri, part: name }, env.now);
  if (tried.kind === 'wait') return { task: sent(task, env.now), send: [] };
  if (tried.kind !== 'send') throw new Error('an operation that has ended is judged before this');
  const record = { ...tried.record, uri, version };
  const subject = `${order.operation} ${component}`;
  const asking = askFirst(task, consent, member === undefined ? [] : [member], subject, scene);
  if (asking.kind === 'stop') return asking.step;
  return { task: sent(asking.task, env.now), send: [executeAsked(task.id, record, asking.question)] };
}

/** The device says that it is done: what does the inventory say? Undefined: the same. design.md §1.3 */
function settle(
  task: TaskFacts,
  order: OperationOrder,
  record: OperationRecord,
  scene: Scene,
): Step | undefined {
  const { inventory, env } = scene;
  const { component } = order;
  if (operationShown(order, record, inventory)) return undefined;
  const about = { ...order, operation: primitiveOf(record) };
  if (record.operation !== 'Download' && findTarget(about, inventory).kind === 'busy')
    return { task: running(task, record, env.now), send: [] };
  const shown = `${describeComponent(inventory, component)}${describePackage(order, scene)}`;
  const detail = `the device reported success, but its inventory shows ${shown}`;
  return fail(task, order, { code: 1412, identifier: component, detail }, scene);
}

/** A step has failed: a whole order is taken back, of another it is said what has been done. */
function fail(task: TaskFacts, order: OperationOrder, failure: Failure, scene: Scene): Step {
  const undoing = isTakenBack(order.operation) && task.operations.length > 0;
  if (undoing) return begin(task, order, failure, false, scene);
  return ended(withDone(failTask(task, failure, scene.env.now)), scene);
}

function endBadly(task: TaskFacts, order: OperationOrder, record: OperationRecord, scene: Scene): Step {
  const declined = outcomeOf(record) === 'declined';
  if (!declined) return fail(task, order, failureOf(record), scene);
  if (isTakenBack(order.operation)) return begin(task, order, failureOf(record), true, scene);
  return ended(withDone(endByRecord(task, record, scene.env.now)), scene);
}

function begin(
  task: TaskFacts,
  order: OperationOrder,
  failure: Failure,
  declined: boolean,
  scene: Scene,
): Step {
  const undoing = beginUndo(task, failure, declined);
  return takeBack(undoing, order, undoing.undoing, scene);
}

function takeBack(
  task: TaskFacts,
  { member, previous }: OperationOrder,
  failure: Undoing,
  scene: Scene,
): Step {
  if (member === undefined) throw new Error('only what came with a package is taken back');
  const [former] = previous ?? [];
  return undo(task, failure, [{ member, index: 0, ...(former && { previous: former }) }], scene);
}

/** What stays of an order that has not come to its end. */
function withDone(task: TaskFacts): TaskFacts {
  const done = task.operations.filter((record) => outcomeOf(record) === 'done').map(primitiveOf);
  return done.length === 0 ? task : { ...task, reason: `${task.reason}; done before: ${done.join(', ')}` };
}

function primitiveOf({ operation }: OperationRecord): Primitive {
  if (operation === 'ActivateSet') throw new Error('an operation order has no set');
  return operation;
}

function successCode(record: OperationRecord | undefined): number {
  const report = record?.reports.find(({ code }) => classifyResult(code) === 'success');
  return report?.code ?? record?.status ?? 1200;
}

function describePackage({ member }: OperationOrder, { inventory }: Scene): string {
  if (member === undefined) return '';
  const row = inventory.delivered.find(({ pkgId }) => pkgId === member.pkgId);
  if (row === undefined) return `, its package ${member.version} not delivered`;
  return `, its package ${member.version} delivered, state ${row.state}, status ${row.status}`;
}

function running(task: TaskFacts, record: OperationRecord, now: string): TaskFacts {
  const { state, running: reason } = WORDS[primitiveOf(record)];
  return enterState(task, state, reason, now);
}

function sent(task: TaskFacts, now: string): TaskFacts {
  return enterState(task, stateBeforeAnswer(task), 'sent to the device', now);
}

function withFrom(task: TaskFacts, { component }: OperationOrder, { inventory }: Scene): TaskFacts {
  if (task.members.length > 0) return task;
  return { ...task, members: [{ ...before(inventory, component), verified: false }] };
}

function ended(task: TaskFacts, scene: Scene): Step {
  return { task, send: cleanUp(task, scene) };
}
