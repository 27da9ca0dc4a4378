import { readFileSync } from 'node:fs';
import { readRoot } from '../commands/read-root.ts';
import type { AgentConfig } from '../config.ts';
import { type Finding, fail, messageOf, ok, warn } from './finding.ts';

const DAY_MS = 24 * 3_600_000;

/** The trust root of an account, and how long it still holds. security.md E5 */
export function checkTrust({ trustRoot, authority }: AgentConfig, now: number): Finding {
  const about = `trust root of ${authority}`;
  try {
    const root = readRoot(() => readFileSync(trustRoot), trustRoot);
    if (root.authority !== authority)
      return fail(
        about,
        `${trustRoot} is of ${root.authority}`,
        "put the file of the account's authority there",
      );
    return judge(about, `version ${root.version}, until ${root.expires}`, Date.parse(root.expires) - now);
  } catch (error) {
    return fail(about, messageOf(error), 'have the authority give you its root file, or enrol again');
  }
}

function judge(about: string, detail: string, left: number): Finding {
  const days = Math.floor(left / DAY_MS);
  const advice = 'ask the authority for its next root: without one no package is taken any more';
  if (left <= 0) return fail(about, `${detail}: it has run out`, advice);
  const step = [7, 30, 90].find((each) => days < each);
  return step === undefined ? ok(about, detail) : warn(about, `${detail}: less than ${step} days`, advice);
}
