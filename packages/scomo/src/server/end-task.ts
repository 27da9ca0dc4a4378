import { classifyResult } from '../result-codes.ts';
import { isUndoing, latestRecords, mayRetry } from './attempt.ts';
import type { Planned } from './commands.ts';
import { remove, write, writeTag } from './commands.ts';
import { enterState } from './enter-state.ts';
import { describeComponent, orderedMember } from './find-member.ts';
import { failureInWords, failureOf, outcomeOf } from './operation-outcome.ts';
import type { Scene } from './scene.ts';
import { deliveredUri, downloadUri, setUri } from './set-names.ts';
import type { DeployMember, Failure, MemberProgress, OperationRecord, TaskFacts, Undoing } from './task.ts';

/** The operation that ends the task, if one has failed for good or was refused by the End User. `isTriedAgain`: its failure is not for good. */
export function endingRecord(
  task: TaskFacts,
  isTriedAgain: (record: OperationRecord) => boolean = () => false,
): OperationRecord | undefined {
  const ended = latestRecords(task).filter((record) => {
    const outcome = outcomeOf(record);
    return (
      outcome === 'declined' || (outcome === 'failed' && !mayRetry(task, record) && !isTriedAgain(record))
    );
  });
  return ended.find((record) => outcomeOf(record) === 'declined') ?? ended[0];
}

/** The task failed or declined because of `record`, with what each member's report said. */
export function endByRecord(task: TaskFacts, record: OperationRecord, now: string): TaskFacts {
  const failure = failureOf(record);
  if (outcomeOf(record) === 'declined') return declineTask(task, failure.code, now);
  return failTask(task, failure, now);
}

export function declineTask(task: TaskFacts, code: number, now: string): TaskFacts {
  const ended = enterState(task, 'declined', 'the End User said no', now);
  return { ...ended, code, members: memberResults(task) };
}

/** The task failed; the failing member carries code and detail. */
export function failTask(task: TaskFacts, failure: Failure, now: string): TaskFacts {
  const ended = enterState(task, 'failed', failureInWords(failure), now);
  const members = memberResults(task).map((member) =>
    member.component === failure.identifier && member.code === undefined
      ? { ...member, ...resultOf(failure) }
      : member,
  );
  return { ...ended, code: failure.code, members };
}

/** A failed task whose members were taken back; `left`: those that could not be, with why. */
export function takenBack(task: TaskFacts, failure: Undoing, left: ReadonlyMap<string, string>): TaskFacts {
  const members = task.members.map((member) => {
    const why = left.get(member.component);
    const detail =
      why === undefined ? `taken back because of ${failure.identifier}` : `could not be taken back: ${why}`;
    return why === undefined && member.code !== undefined ? member : { code: 1497, ...member, detail };
  });
  return { ...task, members, state: failure.declined === true ? 'declined' : task.state };
}

/** The device said it was done, the tree says it was not. design.md §1.3 */
export function contradicted(task: TaskFacts, wrong: readonly DeployMember[], scene: Scene): TaskFacts {
  const shown = wrong.map((member) => describeComponent(scene.inventory, member.component));
  const detail = `the device reported success, but its inventory shows ${shown.join(' and ')}`;
  return failTask(task, { code: 1412, identifier: wrong[0]?.component ?? '', detail }, scene.env.now);
}

/** The task as wanted: read in the inventory. */
export function fulfilTask(
  task: TaskFacts,
  state: 'verified' | 'removed',
  reason: string,
  now: string,
): TaskFacts {
  const members = task.members.map(({ component, from, delivery }) => ({
    component,
    from,
    verified: true,
    ...(delivery === undefined ? {} : { delivery }),
  }));
  return { ...enterState(task, state, reason, now), members };
}

/** Deletes what the task has left on the device; whether that works does not matter any more. */
export function cleanUp(task: TaskFacts, scene: Scene): readonly Planned[] {
  const { order } = task;
  if (order.kind !== 'deploy' && order.kind !== 'operation') return [];
  const set = setUri(scene.root, task.id);
  const members = order.kind === 'deploy' ? order.members : [order.member];
  const ours = downloadUri(scene.root, task.id, 0).slice(0, -1);
  const left = scene.inventory.downloads.map((row) => row.uri).filter((uri) => uri.startsWith(ours));
  return [
    ...left,
    ...members.flatMap((_, index) => undelivered(task.id, index, scene)),
    ...(scene.inventory.setUris.includes(set) ? [set] : []),
  ].map((uri, index) => write(task.id, `clean-${index}`, remove(uri)));
}

/** What was begun in this session of a package that did not come over. spec/scomo.md §2.3 */
function undelivered(taskId: string, index: number, { root, known }: Scene): readonly string[] {
  const answer = (step: string) => known.sent[writeTag(taskId, `${index}.${step}`)];
  const delivered = (answer('data') ?? 0) < 300 && answer('data') !== 0;
  return answer('node') === undefined || (answer('data') !== undefined && delivered)
    ? []
    : [deliveredUri(root, taskId, index)];
}

/** Code and detail per member from the newest reports that name it. */
function memberResults(task: TaskFacts): readonly MemberProgress[] {
  return task.members.map((member) => {
    const names = [member.component, orderedMember(task.order, member.component)?.pkgId];
    const reports = latestRecords(task).flatMap((record) =>
      (isUndoing(task, record) ? [] : record.reports).filter((report) =>
        names.includes(report.identifier === '' ? record.component : report.identifier),
      ),
    );
    const bad = reports.findLast((report) => classifyResult(report.code) !== 'success');
    return bad === undefined ? member : { ...member, ...resultOf(bad) };
  });
}

function resultOf(result: { readonly code: number; readonly detail?: string }): {
  readonly code: number;
  readonly detail?: string;
} {
  return result.detail === undefined ? { code: result.code } : { code: result.code, detail: result.detail };
}
