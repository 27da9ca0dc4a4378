import { BRANCH_PATH, SETS_PATH } from '../object.ts';
import { nodeName } from './uri.ts';

/** Node name of a task's set below `Ext/Scomo/Sets`, and first part of its Download nodes. */
export function setName(taskId: string): string {
  return nodeName(taskId, 2);
}

export function setUri(root: string, taskId: string): string {
  return `${root}/${SETS_PATH}/${setName(taskId)}`;
}

/** Name of the `Download/<x>` of member `index`. */
export function downloadName(taskId: string, index: number): string {
  return `${setName(taskId)}-${index.toString(36)}`;
}

export function downloadUri(root: string, taskId: string, index: number): string {
  return `${root}/Download/${downloadName(taskId, index)}`;
}

/** URI of the `Delivered/<x>` of member `index`, for a package that goes inside the session. */
export function deliveredUri(root: string, taskId: string, index: number): string {
  return `${root}/${BRANCH_PATH.Delivered}/${downloadName(taskId, index)}`;
}
