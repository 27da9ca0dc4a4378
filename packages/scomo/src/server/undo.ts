import { SERVER_LIMITS } from '../limits.ts';
import { attempt, isUndoing } from './attempt.ts';
import { execute, type Planned } from './commands.ts';
import { cleanUp, failTask, takenBack } from './end-task.ts';
import { enterState } from './enter-state.ts';
import { activeVersion, describeComponent, isInFlux, isMember } from './find-member.ts';
import type { DeployedRow } from './knowledge.ts';
import { failureInWords, failureOf } from './operation-outcome.ts';
import { prepareDownload } from './prepare-download.ts';
import type { Scene, Step } from './scene.ts';
import type { DeployMember, Failure, MemberProgress, OperationRecord, TaskFacts, Undoing } from './task.ts';

/** What a task has brought for one component, and what it may go back to. */
export interface Brought {
  readonly member: DeployMember;
  /** Its place in the order. */
  readonly index: number;
  /** The package that was there before, where the catalogue has it. */
  readonly previous?: DeployMember;
}

/** How far it is with one component. */
type Undone =
  | { readonly kind: 'going'; readonly send: readonly Planned[] }
  /** As before; `moved`: something had to be done for it. */
  | { readonly kind: 'restored'; readonly moved: boolean }
  | { readonly kind: 'left'; readonly why: string };

/** From now on the task takes back what it has done. docs/operations.md */
export function beginUndo(
  task: TaskFacts,
  failure: Failure,
  declined: boolean,
): TaskFacts & { readonly undoing: Undoing } {
  return { ...task, undoing: { ...failure, ...(declined && { declined }) } };
}

/**
 * Takes back, last first and one Exec at a time, what a task has brought to a device that does not do it by itself; then
 * ends the task with why it failed, and what is left. spec/scomo.md §8
 */
export function undo(task: TaskFacts, failure: Undoing, brought: readonly Brought[], scene: Scene): Step {
  const left = new Map<string, string>();
  let moved = false;
  for (const each of brought.toReversed()) {
    const undone = undoOne(task, each, scene);
    if (undone.kind === 'going') {
      const reason = `taking back: ${failureInWords(failure)}`;
      return { task: enterState(task, 'installing', reason, scene.env.now), send: undone.send };
    }
    if (undone.kind === 'left') left.set(each.member.component, undone.why);
    else moved ||= undone.moved;
  }
  const restored = left.size > 0 ? '' : moved ? '; all is again as it was' : '; all is as it was';
  const words = [...left].map(([component, why]) => `; ${component} could not be taken back: ${why}`);
  const failed = failTask(task, failure, scene.env.now);
  const reason = `${failed.reason}${restored}${words.join('')}`;
  const ended = takenBack({ ...failed, reason }, failure, left);
  return { task: ended, send: cleanUp(ended, scene) };
}

function undoOne(task: TaskFacts, { member, index, previous }: Brought, scene: Scene): Undone {
  const { inventory } = scene;
  const { component } = member;
  const before = task.members.find((each) => each.component === component);
  if (before === undefined) return { kind: 'restored', moved: false };
  if (isInFlux(inventory, component)) return { kind: 'going', send: [] };
  const moved = task.operations.some((record) => isUndoing(task, record) && record.component === component);
  const rows = inventory.deployed.filter((row) => row.id === component);
  const { from } = before;
  if (from !== null && activeVersion(inventory, component) !== from)
    return bringBack(task, { member, index, ...(previous && { previous }) }, from, rows, scene);
  const brought = rows.find((row) => isMember(row, member) && row.version !== from);
  if (brought === undefined) return { kind: 'restored', moved };
  if (from === null && !isKept(before, rows)) {
    const why = `${(before.inactive ?? []).join(', ')} is gone, which was there inactive`;
    return { kind: 'left', why };
  }
  return step(task, 'Remove', `ur${index}`, brought, scene);
}

/** What stood there inactive still does: taking the new one away leaves no gap. */
function isKept({ inactive = [] }: MemberProgress, rows: readonly DeployedRow[]): boolean {
  return inactive.every((version) => rows.some((row) => row.version === version));
}

/** The version that was active, active once more: it is switched on where it still lies, else installed again. */
function bringBack(
  task: TaskFacts,
  { member, index, previous }: Brought,
  from: string,
  rows: readonly DeployedRow[],
  scene: Scene,
): Undone {
  const old = rows.find((row) => row.version === from);
  if (old !== undefined) return step(task, 'Activate', `ua${index}`, old, scene);
  const shown = describeComponent(scene.inventory, member.component);
  if (previous === undefined)
    return { kind: 'left', why: `${from} is not in the catalogue; it shows ${shown}` };
  const part = `ud${index}`;
  const slot = index + SERVER_LIMITS.undoneMembersMax;
  const order = { operation: 'DownloadInstall', component: member.component, uri: '', part } as const;
  const tried = attempt(task, scene.known, order, scene.env.now);
  if (tried.kind === 'wait') return { kind: 'going', send: [] };
  if (tried.kind === 'failed') return { kind: 'left', why: `${failed(tried.record)}; it shows ${shown}` };
  if (tried.kind === 'done')
    return { kind: 'left', why: `${from} was installed again, but it shows ${shown}` };
  const prepared = prepareDownload(task, previous, slot, scene, ['DownloadInstall']);
  if (prepared.kind === 'send') return { kind: 'going', send: prepared.send };
  if (prepared.kind === 'failed') return { kind: 'left', why: `${prepared.detail} (${prepared.code})` };
  const record = { ...tried.record, uri: prepared.uri, version: from };
  return { kind: 'going', send: [execute(task.id, record)] };
}

function step(
  task: TaskFacts,
  operation: 'Activate' | 'Remove',
  part: string,
  row: DeployedRow,
  { known, env, inventory }: Scene,
): Undone {
  const uri = `${row.uri}/Operations/${operation}`;
  const tried = attempt(task, known, { operation, component: row.id, uri, part }, env.now);
  switch (tried.kind) {
    case 'wait':
      return { kind: 'going', send: [] };
    case 'send':
      return {
        kind: 'going',
        send: [execute(task.id, { ...tried.record, uri, version: row.version })],
      };
    case 'failed':
      return { kind: 'left', why: failed(tried.record) };
    case 'done':
      return {
        kind: 'left',
        why: `${operation} was done, but it shows ${describeComponent(inventory, row.id)}`,
      };
  }
}

function failed(record: OperationRecord): string {
  return `${record.operation} ${failureInWords({ ...failureOf(record), identifier: '' })}`;
}
