import { PRIMITIVES, type Primitive } from '../object.ts';
import { classifyResult } from '../result-codes.ts';
import { attempt, attemptsOf } from './attempt.ts';
import { childrenOf } from './children-of.ts';
import { USUAL_WAYS } from './client-ways.ts';
import { execute, get, type Planned } from './commands.ts';
import { deriveResults } from './derive.ts';
import { cleanUp, endByRecord, endingRecord, failTask, fulfilTask } from './end-task.ts';
import { enterState, stateBeforeAnswer } from './enter-state.ts';
import { activeVersion, describeComponent } from './find-member.ts';
import { findOperation } from './operation-names.ts';
import { outcomeOf } from './operation-outcome.ts';
import { operationShown } from './operation-shown.ts';
import { findTarget } from './operation-target.ts';
import { prepareDownload } from './prepare-download.ts';
import type { Scene, Step } from './scene.ts';
import type { OperationOrder, OperationRecord, TaskFacts, TaskState } from './task.ts';

/** Middle part of the Correlator: there is one Exec. */
const PART = 'o';

type Words = { readonly state: TaskState; readonly running: string; readonly end: string };

const words = (state: TaskState, running: string, end: string): Words => ({ state, running, end });

/** State and reason while the device is at it, and how it ends. design.md §3 */
const WORDS: Readonly<Record<Primitive, Words>> = {
  Download: words('downloading', 'the device downloads', 'delivered'),
  DownloadInstall: words('downloading', 'the device downloads and installs', 'active'),
  DownloadInstallInactive: words('downloading', 'the device downloads and installs', 'inactive'),
  Install: words('installing', 'the device installs', 'active'),
  InstallInactive: words('installing', 'the device installs', 'inactive'),
  Activate: words('activating', 'the device activates', 'active'),
  Deactivate: words('activating', 'the device deactivates', 'inactive'),
  Remove: words('installing', 'the device removes', 'absent'),
};

/** Judges an operation order by a fresh inventory: one Exec, its report, and the end state read back. spec/scomo.md §2.4-§2.8 */
export function operate(task: TaskFacts, order: OperationOrder, scene: Scene): Step {
  const { now } = scene.env;
  const derived = deriveResults(withFrom(task, order, scene), scene, false);
  const ending = endingRecord(derived);
  if (ending !== undefined) return ended(endByRecord(derived, ending, now), scene);
  const last = attemptsOf(derived, PART).at(-1);
  const outcome = last === undefined ? undefined : outcomeOf(last);
  if (last !== undefined && outcome === 'done') return settle(derived, order, last, scene);
  if (last !== undefined && outcome === 'open') {
    if (last.status !== undefined) return { task: running(derived, order, now), send: [] };
    // It arrived after all: the report, or time, will tell.
    if (operationShown(order, last, scene.inventory)) return { task: sent(derived, now), send: [] };
  }
  const aimed = aim(derived, order, scene);
  switch (aimed.kind) {
    case 'send':
      return { task: sent(derived, now), send: aimed.send };
    case 'busy':
      return {
        task: enterState(derived, 'waiting', 'dependency: the device is busy with it', now),
        send: [],
      };
    case 'failed':
      return ended(
        failTask(derived, { code: aimed.code, identifier: order.component, detail: aimed.detail }, now),
        scene,
      );
    case 'ready':
      return send(derived, order, aimed, scene);
  }
}

function send(task: TaskFacts, order: OperationOrder, aimed: Ready, { known, env }: Scene): Step {
  const { operation, component } = order;
  const tried = attempt(task, known, { operation, component, uri: aimed.uri, part: PART }, env.now);
  if (tried.kind === 'wait') return { task: sent(task, env.now), send: [] };
  if (tried.kind !== 'send') throw new Error('an operation that has ended is judged before this');
  const record = { ...tried.record, uri: aimed.uri, version: aimed.version };
  return { task: sent(task, env.now), send: [execute(task.id, record)] };
}

type Ready = { readonly kind: 'ready'; readonly uri: string; readonly version: string };

type Aimed =
  | Ready
  | { readonly kind: 'send'; readonly send: readonly Planned[] }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly code: number; readonly detail: string };

/** The operation node, once everything that the Exec needs is there. */
function aim(task: TaskFacts, order: OperationOrder, scene: Scene): Aimed {
  const { operation, member } = order;
  const downloads: readonly Primitive[] = PRIMITIVES.Download;
  if (member !== undefined && downloads.includes(operation)) {
    const prepared = prepareDownload(task, member, 0, scene, [operation]);
    return prepared.kind === 'ready' ? { kind: 'ready', uri: prepared.uri, version: '' } : prepared;
  }
  const target = findTarget(order, scene.inventory);
  if (target.kind === 'busy') return target;
  if (target.kind === 'unfit') return { kind: 'failed', code: target.code, detail: target.detail };
  const operations = `${target.uri}/Operations`;
  const listed = scene.known.facts[operations];
  if (listed === undefined) return { kind: 'send', send: [get(operations)] };
  const names = childrenOf(listed);
  const { aliases } = scene.env.ways ?? USUAL_WAYS;
  const found = findOperation(task, operations, names, [operation], aliases);
  if (found === undefined && names.length > 0)
    return { kind: 'failed', code: 1411, detail: `the device offers only ${names.join(', ')}` };
  return { kind: 'ready', uri: found?.uri ?? `${operations}/${operation}`, version: target.version };
}

/** The device says that it is done: what does the inventory say? design.md §1.3 */
function settle(task: TaskFacts, order: OperationOrder, record: OperationRecord, scene: Scene): Step {
  const { inventory, env } = scene;
  const { operation, component } = order;
  if (operationShown(order, record, inventory)) {
    const state = operation === 'Remove' ? 'removed' : 'verified';
    const fulfilled = fulfilTask(task, state, `${WORDS[operation].end}, read in the inventory`, env.now);
    return ended({ ...fulfilled, code: successCode(record) }, scene);
  }
  if (operation !== 'Download' && findTarget(order, inventory).kind === 'busy')
    return { task: running(task, order, env.now), send: [] };
  const shown = `${describeComponent(inventory, component)}${describePackage(order, scene)}`;
  const detail = `the device reported success, but its inventory shows ${shown}`;
  return ended(failTask(task, { code: 1412, identifier: component, detail }, env.now), scene);
}

function successCode(record: OperationRecord): number {
  const report = record.reports.find(({ code }) => classifyResult(code) === 'success');
  return report?.code ?? record.status ?? 1200;
}

function describePackage({ member }: OperationOrder, { inventory }: Scene): string {
  if (member === undefined) return '';
  const row = inventory.delivered.find(({ pkgId }) => pkgId === member.pkgId);
  if (row === undefined) return `, its package ${member.version} not delivered`;
  return `, its package ${member.version} delivered, state ${row.state}, status ${row.status}`;
}

function running(task: TaskFacts, { operation }: OperationOrder, now: string): TaskFacts {
  return enterState(task, WORDS[operation].state, WORDS[operation].running, now);
}

function sent(task: TaskFacts, now: string): TaskFacts {
  return enterState(task, stateBeforeAnswer(task), 'sent to the device', now);
}

function withFrom(task: TaskFacts, { component }: OperationOrder, { inventory }: Scene): TaskFacts {
  if (task.members.length > 0) return task;
  return { ...task, members: [{ component, from: activeVersion(inventory, component), verified: false }] };
}

function ended(task: TaskFacts, scene: Scene): Step {
  return { task, send: cleanUp(task, scene) };
}
