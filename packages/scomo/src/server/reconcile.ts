import type { server } from '@scomo/dm';
import { SERVER_LIMITS } from '../limits.ts';
import { get, type Planned, readTag } from './commands.ts';
import { deploy } from './deploy.ts';
import { failTask, fulfilTask } from './end-task.ts';
import { enterState, isFinalState } from './enter-state.ts';
import { forgetInventory } from './fold-reads.ts';
import type { Fact, Inventory, Knowledge } from './knowledge.ts';
import { locate } from './locate.ts';
import { operate } from './operate.ts';
import { publishOffers } from './publish-offers.ts';
import { readInventory, withInventory } from './read-inventory.ts';
import { removeComponents } from './remove-components.ts';
import type { ReconcileEnv, Scene, Step } from './scene.ts';
import type { TaskFacts } from './task.ts';
import { judgeTree, withTreeSent } from './tree/judge-tree.ts';

export type { ReconcileEnv } from './scene.ts';

const READING = 'reading the inventory';

/** The next commands of a session, in order, and the facts that follow. */
export interface Next {
  readonly commands: readonly server.TaggedCommand[];
  /** Facts after the first `taken` commands have gone into a message; the others stay unsaid. */
  sent(taken: number): { readonly known: Knowledge; readonly tasks: readonly TaskFacts[] };
  /** Set when the whole inventory has just been read. */
  readonly inventory?: Inventory;
}

/**
 * What to send next from what is wanted and what is known, or nothing. Pure: the same facts give the same commands.
 * To be called only when the peer has answered everything (`server.mayCommand`).
 */
export function nextCommands(known: Knowledge, tasks: readonly TaskFacts[], env: ReconcileEnv): Next {
  const trees = judgeTrees(known, tasks, env.now);
  // An engineer's commands go alone: whatever else is read is read after them.
  if (
    trees.send.length > 0 ||
    (known.check === undefined &&
      known.offers === undefined &&
      trees.tasks.every((task) => task.order.kind === 'tree' || isFinalState(task.state)))
  )
    return next(known, trees.tasks, trees.send, env.now);
  return nextOperations(known, trees.tasks, env);
}

/** The rest of the tasks, and a check for updates: all of them need the inventory. */
function nextOperations(known: Knowledge, tasks: readonly TaskFacts[], env: ReconcileEnv): Next {
  const settled = settleSilence(known);
  if (settled.truncated) {
    const failure = {
      code: 1412,
      identifier: '',
      detail: 'the inventory of the device is too large to read',
    };
    return next(settled, failAll(tasks, failure, env.now), [], env.now);
  }
  const located = settled.roots ?? locate(settled.facts);
  if ('kind' in located && located.kind === 'reads') return reading(settled, tasks, located.uris, env.now);
  const roots = 'kind' in located ? located.roots : located;
  const [root] = roots;
  if (root === undefined) {
    const failure = { code: 404, identifier: '', detail: 'the device has no SCOMO object' };
    return next({ ...settled, roots }, failAll(tasks, failure, env.now), [], env.now);
  }
  if (settled.inventory !== undefined)
    return judge({ ...settled, roots }, tasks, root, settled.inventory, env);
  const read = readInventory(settled.facts, roots, env.ways?.lists);
  if (read.kind === 'reads') return reading({ ...settled, roots }, tasks, read.uris, env.now);
  if (read.kind === 'refused') {
    const failure = { code: read.code, identifier: '', detail: 'the inventory of the device cannot be read' };
    return next(settled, failAll(tasks, failure, env.now), [], env.now);
  }
  const complete = withInventory({ ...settled, roots }, read.inventory);
  return { ...judge(complete, tasks, root, read.inventory, env), inventory: read.inventory };
}

/** The tasks with those of tree commands judged: they need no SCOMO object on the device, and wait for no other task. */
function judgeTrees(
  known: Knowledge,
  tasks: readonly TaskFacts[],
  now: string,
): { readonly tasks: readonly TaskFacts[]; readonly send: readonly Planned[] } {
  const steps = tasks.map((task): Step => {
    const { order, state } = task;
    return order.kind === 'tree' && !isFinalState(state)
      ? judgeTree(task, order, known, now)
      : { task, send: [] };
  });
  return { tasks: steps.map((step) => step.task), send: steps.flatMap((step) => step.send) };
}

/** A read that the peer did not answer is asked once more; after that it gives nothing. */
function settleSilence(known: Knowledge): Knowledge {
  if (known.asked.length === 0) return known;
  const facts: Record<string, Fact> = { ...known.facts };
  const sent: Record<string, number> = { ...known.sent };
  for (const uri of known.asked) {
    const tag = readTag(uri);
    if (sent[tag] === undefined) sent[tag] = 0;
    else facts[uri] = { kind: 'absent', code: 0 };
  }
  return { ...known, facts, sent, asked: [] };
}

/** Judges every open task, oldest first; only one deploys or removes at a time. */
function judge(
  known: Knowledge,
  tasks: readonly TaskFacts[],
  root: string,
  inventory: Inventory,
  env: ReconcileEnv,
): Next {
  const scene: Scene = { known, root, inventory, env };
  const judged: TaskFacts[] = [];
  const send: Planned[] = [];
  let busy: string | undefined;
  let readAgain = false;
  for (const task of tasks) {
    const step = stepOf(task, scene, busy);
    judged.push(step.task);
    send.push(...step.send);
    if (task.order.kind === 'inventory') readAgain ||= !isFinalState(step.task.state);
    else if (task.order.kind !== 'tree' && busy === undefined && !isFinalState(step.task.state))
      busy = task.id;
  }
  const { offers, ...rest } = known;
  // Who does not know our sets knows no offers.
  const published = offers && inventory.sets ? publishOffers(known, root, offers) : undefined;
  send.push(...(published?.send ?? []));
  const after = published?.done === false ? known : rest;
  if (!readAgain) return next(after, judged, send, env.now);
  const forgotten = forgetInventory(after);
  return send.length > 0 ? next(forgotten, judged, send, env.now) : nextOperations(forgotten, judged, env);
}

function stepOf(task: TaskFacts, scene: Scene, busy: string | undefined): Step {
  const { now } = scene.env;
  const { order } = task;
  if (order.kind === 'tree' || isFinalState(task.state)) return { task, send: [] };
  if (order.kind === 'inventory') return { task: judgeReading(task, now), send: [] };
  if (busy !== undefined)
    return { task: enterState(task, 'waiting', `dependency: task ${busy} comes first`, now), send: [] };
  switch (order.kind) {
    case 'deploy':
      return deploy(task, order, scene);
    case 'remove':
      return removeComponents(task, order, scene);
    case 'operation':
      return operate(task, order, scene);
  }
}

/** A reading that began before the order was given does not count for it. */
function judgeReading(task: TaskFacts, now: string): TaskFacts {
  if (task.reason !== READING) return enterState(task, task.state, READING, now);
  return fulfilTask(task, 'verified', 'the inventory was read', now);
}

function reading(known: Knowledge, tasks: readonly TaskFacts[], uris: readonly string[], now: string): Next {
  const begun = tasks.map((task) =>
    task.order.kind === 'inventory' && !isFinalState(task.state)
      ? enterState(task, task.state, READING, now)
      : task,
  );
  return next(known, begun, uris.map(get), now);
}

function failAll(
  tasks: readonly TaskFacts[],
  failure: { readonly code: number; readonly identifier: string; readonly detail: string },
  now: string,
): readonly TaskFacts[] {
  return tasks.map((task) =>
    task.order.kind === 'tree' || isFinalState(task.state) ? task : failTask(task, failure, now),
  );
}

function next(known: Knowledge, tasks: readonly TaskFacts[], send: readonly Planned[], now: string): Next {
  const offered = send.slice(0, SERVER_LIMITS.commandsPerMessageMax);
  return {
    commands: offered.map((planned) => planned.tagged),
    sent: (taken) => afterSending(known, tasks, offered.slice(0, taken), now),
  };
}

function afterSending(
  known: Knowledge,
  tasks: readonly TaskFacts[],
  taken: readonly Planned[],
  now: string,
): { readonly known: Knowledge; readonly tasks: readonly TaskFacts[] } {
  if (taken.length === 0) return { known, tasks };
  const reads = taken.map((planned) => planned.tagged.tag).filter((tag) => tag.startsWith(readTag('')));
  const others = taken.map((planned) => planned.tagged.tag).filter((tag) => !tag.startsWith(readTag('')));
  const sent = { ...known.sent, ...Object.fromEntries(others.map((tag) => [tag, 0])) };
  const before = taken.some(({ changes }) => changes === true) ? forgetInventory(known) : known;
  const asked = [...before.asked, ...reads.map((tag) => tag.slice(readTag('').length))];
  return {
    known: { ...before, sent, asked },
    tasks: tasks.map((task) => withTreeSent(withSent(task, taken), others, now)),
  };
}

/** Remembers the Execs of a task that have left; one sent again keeps its place, in the shape it now has. */
function withSent(task: TaskFacts, taken: readonly Planned[]): TaskFacts {
  const left = taken.flatMap(({ operation }) =>
    operation !== undefined && operation.taskId === task.id ? [operation.record] : [],
  );
  if (left.length === 0) return task;
  const records = new Map(task.operations.map((record) => [record.correlator, record]));
  for (const record of left) records.set(record.correlator, record);
  return { ...task, operations: [...records.values()] };
}
