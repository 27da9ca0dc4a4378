import { SERVER_LIMITS } from '../limits.ts';
import { DeliveredStatus, DeployedState, DeployedStatus, DownloadStatus, SetStatus } from '../states.ts';
import { isUndoing } from './attempt.ts';
import { USUAL_WAYS } from './client-ways.ts';
import { findStaged, isAsWanted } from './find-member.ts';
import { hoursAfter } from './instant.ts';
import { outcomeOf } from './operation-outcome.ts';
import { operationShown } from './operation-shown.ts';
import type { Scene } from './scene.ts';
import type { DeployMember, OperationRecord, TaskFacts } from './task.ts';
import { undoneShown } from './undo-shown.ts';
import { parentUri } from './uri.ts';

const DETAIL = 'read from the tree';
const DOWNLOAD_FAILED: Readonly<Record<number, number>> = {
  [DownloadStatus.downloadFailed]: 1402,
  [DownloadStatus.installFailedWithData]: 1405,
  [DownloadStatus.installFailedNoData]: 1405,
};

const DELIVERED_FAILED: Readonly<Record<number, number>> = {
  [DeliveredStatus.removeFailed]: 1408,
  [DeliveredStatus.installFailedWithData]: 1405,
  [DeliveredStatus.installFailedNoData]: 1405,
};
const DEPLOYED_FAILED: Readonly<Record<number, number>> = {
  [DeployedStatus.removeFailed]: 1408,
  [DeployedStatus.activateFailed]: 1409,
  [DeployedStatus.deactivateFailed]: 1410,
};

type Proof = { readonly code: number; readonly detail: string };

/**
 * Ends open operations whose result the tree proves. Success at once; failure, or nothing at all, only when a report
 * is overdue, because the report says more. spec/scomo.md §2.11, §4.4
 */
export function deriveResults(task: TaskFacts, scene: Scene, patient: boolean): TaskFacts {
  let changed = false;
  const operations = task.operations.map((record) => {
    if (outcomeOf(record) !== 'open') return record;
    const { now } = scene.env;
    const overdue = hoursAfter(lastWord(task, record), reportHours(scene)) <= now;
    const early =
      task.order.kind === 'operation' && hoursAfter(record.sentAt, SERVER_LIMITS.reportGraceHours) > now;
    const proof =
      (early ? undefined : success(task, record, scene)) ??
      (overdue && !patient ? failure(record, scene) : undefined);
    if (proof === undefined) return record;
    changed = true;
    const report = { ...proof, identifier: record.component };
    return { ...record, reports: [...record.reports, report], endedAt: scene.env.now };
  });
  return changed ? { ...task, operations } : task;
}

/** Since when the device is silent about an operation: its waiting, and its End User's thinking, do not count. */
function lastWord({ consent, held }: TaskFacts, { sentAt }: OperationRecord): string {
  const answered = consent.at(-1)?.at ?? sentAt;
  const waited = held?.until ?? sentAt;
  return [answered, waited].reduce((last, at) => (Date.parse(at) > Date.parse(last) ? at : last), sentAt);
}

function success(task: TaskFacts, record: OperationRecord, scene: Scene): Proof | undefined {
  return holds(task, record, scene) ? { code: 1200, detail: DETAIL } : undefined;
}

function holds(task: TaskFacts, record: OperationRecord, { inventory }: Scene): boolean {
  if (isUndoing(task, record)) return undoneShown(record, inventory);
  if (task.order.kind === 'operation') return operationShown(task.order, record, inventory);
  const members = task.order.kind === 'deploy' ? task.order.members : [];
  const member = members.find((each) => each.component === record.component);
  const active = (each: DeployMember) => isAsWanted(inventory, each);
  switch (record.operation) {
    case 'DownloadInstallInactive':
    case 'InstallInactive':
      return member !== undefined && (active(member) || findStaged(inventory, member) !== undefined);
    case 'DownloadInstall':
    case 'Install':
    case 'Activate':
      return member !== undefined && active(member);
    case 'ActivateSet':
      return members.length > 0 && members.every(active);
    case 'Deactivate':
      return inventory.deployed.some(
        ({ id, version, state, status }) =>
          id === record.component &&
          version === record.version &&
          state === DeployedState.inactive &&
          status === DeployedStatus.idle,
      );
    case 'Remove':
      return !inventory.deployed.some((row) =>
        record.version === undefined
          ? row.uri === nodeOf(record)
          : row.id === record.component && row.version === record.version,
      );
    default:
      return false;
  }
}

function failure(record: OperationRecord, scene: Scene): Proof | undefined {
  const { inventory, known } = scene;
  const node = nodeOf(record);
  const download = inventory.downloads.find((row) => row.uri === node);
  const deployed = inventory.deployed.find((row) => row.uri === node);
  const delivered = inventory.delivered.find((row) => row.uri === node);
  const code =
    DOWNLOAD_FAILED[download?.status ?? 0] ??
    DELIVERED_FAILED[delivered?.status ?? 0] ??
    DEPLOYED_FAILED[deployed?.status ?? 0];
  if (code !== undefined) return { code, detail: DETAIL };
  const set = known.facts[`${node}/Status`];
  if (set?.kind === 'leaf' && set.value === String(SetStatus.activateFailed))
    return { code: 1409, detail: DETAIL };
  if (isUnderWay(download?.status, delivered?.status, deployed?.status)) return undefined;
  const shown = deployed?.state === DeployedState.active ? 'it is active' : 'the tree shows no result';
  return { code: 1412, detail: `no report for ${reportHours(scene)} hours, ${shown}` };
}

function reportHours({ env }: Scene): number {
  return (env.ways ?? USUAL_WAYS).reportHours;
}

const DOWNLOAD_UNDER_WAY: readonly (number | undefined)[] = [
  DownloadStatus.downloading,
  DownloadStatus.downloadComplete,
  DownloadStatus.installing,
];
const DELIVERED_UNDER_WAY: readonly (number | undefined)[] = [
  DeliveredStatus.removing,
  DeliveredStatus.installing,
];
const DEPLOYED_UNDER_WAY: readonly (number | undefined)[] = [
  DeployedStatus.activating,
  DeployedStatus.deactivating,
  DeployedStatus.removing,
];

function isUnderWay(
  download: number | undefined,
  delivered: number | undefined,
  deployed: number | undefined,
): boolean {
  return (
    DOWNLOAD_UNDER_WAY.includes(download) ||
    DELIVERED_UNDER_WAY.includes(delivered) ||
    DEPLOYED_UNDER_WAY.includes(deployed)
  );
}

/** The `<x>`, `<y>` or set that the operation node stands in. */
function nodeOf(record: OperationRecord): string {
  return parentUri(parentUri(record.uri));
}
