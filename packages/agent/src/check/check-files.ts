import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { formatBytes } from '@scomo/scomo';
import { LIMITS } from '../base/limits.ts';
import type { DeviceConfig } from '../config.ts';
import { type Finding, fail, messageOf, ok, warn } from './finding.ts';

/** The configuration holds secrets: it is for its owner only. */
export function checkConfigFile(path: string, { accounts }: DeviceConfig): Finding {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0)
    return fail(
      'configuration',
      `${path} has mode ${mode.toString(8)}: others may read its secrets`,
      `chmod 600 ${path}`,
    );
  return ok(
    'configuration',
    `${path}, ${accounts.length === 1 ? 'one account' : `${accounts.length} accounts`}`,
  );
}

/** The state folder is ours alone, and has room. security.md P13 */
export function checkState(state: string): Finding[] {
  const there = statSync(state, { throwIfNoEntry: false });
  if (there === undefined)
    return [warn('state folder', `${state} is not there yet`, 'it is made when the agent runs first')];
  try {
    accessSync(state, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return [fail('state folder', messageOf(error), 'run the agent as the user that owns it, root as a rule')];
  }
  const mode = there.mode & 0o777;
  const open = (mode & 0o022) !== 0;
  return [
    open
      ? fail(
          'state folder',
          `${state} has mode ${mode.toString(8)}: others may write there`,
          `chmod 700 ${state}`,
        )
      : ok('state folder', state),
    checkRoom(state),
  ];
}

function checkRoom(state: string): Finding {
  const { bavail, bsize, ffree, files } = statfsSync(state);
  const free = bavail * bsize;
  const detail = `${formatBytes(free)} and ${files > 0 ? ffree : 'any number of'} files free`;
  const inodes = files > 0 ? ffree : Number.POSITIVE_INFINITY;
  const advice = 'packages need room twice: for the download and unpacked';
  if (free < LIMITS.spareBytes || inodes < LIMITS.spareInodes) return fail('disk', detail, advice);
  return free < 4 * LIMITS.spareBytes ? warn('disk', detail, advice) : ok('disk', detail);
}
