import { checkHours } from '@scomo/scomo';
import { textDigest } from '../base/node-crypto.ts';
import type { Context } from '../context.ts';
import { loadTree, MO_ROOT } from '../session/device-tree.ts';
import { ask, lastCheck } from './requests.ts';

/** Asks for updates when the interval that the tree holds is over. Milliseconds until it is to be looked at again; never when there is none. spec/scomo.md §3.3 */
export function checkByTimer(context: Context): number {
  const { journal, config } = context;
  const units = checkHours(loadTree(context), MO_ROOT);
  if (units === 0) return Number.POSITIVE_INFINITY;
  const interval = Math.round(units * config.checkUnitSeconds * 1000 * drift(config.deviceId));
  const last = lastCheck(journal, config.serverId);
  const left = last === undefined ? 0 : Date.parse(last) + interval - Date.parse(context.now());
  // A clock that was set back does not silence the device for longer than the interval.
  if (left > 0 && left <= interval) return left;
  ask(context, 'device');
  return interval;
}

/** From 1 to 1.1, the same for a device each time: those that were set up together drift apart. security.md P15 */
function drift(deviceId: string): number {
  return 1 + Number.parseInt(textDigest(deviceId).slice(0, 4), 16) / 0xffff / 10;
}
