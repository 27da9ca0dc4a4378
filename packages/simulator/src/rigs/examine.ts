import { readdirSync, readFileSync } from 'node:fs';
import type { TaskView } from '@scomo/api';
import { type Scenario, type Software, told } from './scenarios.ts';
import {
  type Journals,
  leftovers,
  runningIn,
  spoiltFiles,
  withJournals,
  withKilledJournals,
} from './state-folder.ts';

/** What is wrong with a device right after a fault: nothing but the old or the new software, whole, may be current. security.md P5, P6 */
export function examineNow(state: string, { from, tried, to, between = [] }: Scenario): readonly string[] {
  return breachesOf(() => {
    const running = told(runningIn(state));
    const allowed = [from, tried, to, ...between].map(tellSoftware);
    const spoilt = withKilledJournals(state, (journals) => spoiltFiles(state, journals));
    return [
      ...(allowed.includes(running) ? [] : [`mixed: ${running} is current`]),
      ...spoilt.map((file) => `spoilt: ${file} is not as signed`),
    ];
  });
}

/** How a task may end, and what must run then. */
export interface End {
  readonly state: TaskView['state'];
  readonly software: Software;
}

/** The end of a scenario that nothing but kills has disturbed: a kill alone makes no operation fail. */
export function goodEnd({ ends, to }: Scenario): End {
  return { state: ends, software: to };
}

/** The ends of one in which a call has failed: the good one, or a failure that leaves what ran before. */
export function fairEnds(scenario: Scenario): readonly End[] {
  const before = [scenario.from, ...(scenario.between ?? [])];
  return [goodEnd(scenario), ...before.map((software) => ({ state: 'failed', software }) as const)];
}

/** What is wrong once the agent has finished against the live server. An operation is ordered again only after an error. */
export function examineEnd(state: string, task: TaskView, ends: readonly End[]): readonly string[] {
  return breachesOf(() =>
    withJournals(state, (journals) => {
      const running = told(runningIn(state));
      const fits = ends.some((end) => end.state === task.state && tellSoftware(end.software) === running);
      return [
        ...(fits ? [] : [`outcome: the task is ${task.state} (${task.reason}) and ${running} runs`]),
        ...spoiltFiles(state, journals).map((file) => `spoilt: ${file} is not as signed`),
        ...leftovers(state, journals).map((name) => `left behind: ${name}`),
        ...programsOf(state).map(({ command }) => `still runs: ${command}`),
        ...examineReports(journals, task, ends.length > 1),
      ];
    }),
  );
}

/** Every operation once, every report once, and the same on both sides. security.md P1-P4 */
function examineReports({ talk }: Journals, task: TaskView, again: boolean): readonly string[] {
  const breaches: string[] = [];
  const wanted = new Set<string>();
  for (const { operation, component, correlator, status, reports } of task.operations) {
    const who = `${operation} ${component}`;
    if (wanted.has(who) && !again) breaches.push(`twice ordered: ${who}`);
    wanted.add(who);
    const names = reports.map(({ identifier }) => identifier);
    if (status === 202 && reports.length === 0) breaches.push(`report lost: ${who}`);
    if (new Set(names).size < names.length) breaches.push(`report counted twice: ${who}`);
    if (reports.some(({ detail }) => detail === 'read from the tree'))
      breaches.push(`report lost, read from the tree: ${who}`);
    const said = codesOf(reports);
    const kept = talk
      .prepare("SELECT phase FROM orders WHERE body ->> '$.correlator' = ?")
      .get(correlator)?.phase;
    const phase = kept === undefined ? undefined : (JSON.parse(String(kept)) as DonePhase);
    if (status === 202 && phase?.name !== 'done') breaches.push(`not done on the device: ${who}`);
    else if (phase !== undefined && codesOf(phase.items) !== said)
      breaches.push(`device and server disagree on ${who}: ${codesOf(phase.items)}, ${said}`);
  }
  const open = Number(talk.prepare('SELECT count(*) AS n FROM reports WHERE answered IS NULL').get()?.n);
  if (open > 0) breaches.push(`${open} reports never answered`);
  return breaches;
}

interface DonePhase {
  readonly name: string;
  readonly items: readonly { readonly identifier: string; readonly code: number }[];
}

function codesOf(items: DonePhase['items']): string {
  return items
    .map(({ identifier, code }) => `${identifier} ${code}`)
    .sort()
    .join(', ');
}

/** Programs of components that an agent with this state folder has started. */
export function programsOf(state: string): readonly { readonly pid: number; readonly command: string }[] {
  const mark = `SCOMO_SUPERVISED_BY=${state}\0`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => `${readSafely(`/proc/${pid}/environ`)}\0`.includes(mark))
    .map((pid) => ({
      pid: Number(pid),
      command: readSafely(`/proc/${pid}/cmdline`).replaceAll('\0', ' '),
    }));
}

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

const tellSoftware = (software: Software) => told(Object.entries(software));

/** A fault in looking is a breach too: the folder is not what it should be. */
function breachesOf(look: () => readonly string[]): readonly string[] {
  try {
    return look();
  } catch (error) {
    return [`unreadable: ${error instanceof Error ? error.message : String(error)}`];
  }
}
