import { execFileSync } from 'node:child_process';
import type { Arrow } from './arrows.ts';
import { tryError } from './error-sweep.ts';
import { examineEnd, examineNow, goodEnd } from './examine.ts';
import { tryKill } from './kill-sweep.ts';
import type { Place } from './places.ts';
import { round, roundsUntilOver } from './rounds.ts';
import { HUNG, SCENARIOS, type Scenario } from './scenarios.ts';
import type { Stage } from './stage.ts';

interface Row {
  /** State of Mender's client, whose tests have an error and a kill in each, at its beginning, in it and at its end. */
  readonly theirs: string;
  readonly scenario: string;
  readonly arrow: Arrow;
}

/** Mender's states and where ours stand. security.md §3.0, [S28] */
const ROWS: readonly Row[] = [
  { theirs: 'Sync', scenario: 'update', arrow: 'IDLE' },
  { theirs: 'Download_Enter', scenario: 'update', arrow: 'ACCEPTED' },
  { theirs: 'Download', scenario: 'update', arrow: 'DOWNLOADING' },
  { theirs: 'Download_Leave', scenario: 'update', arrow: 'VERIFIED' },
  { theirs: 'ArtifactInstall_Enter', scenario: 'single', arrow: 'UNPACKED' },
  { theirs: 'ArtifactInstall', scenario: 'update', arrow: 'PLANNED' },
  { theirs: 'ArtifactReboot', scenario: 'update', arrow: 'SWITCHED' },
  { theirs: 'ArtifactCommit', scenario: 'update', arrow: 'ACTIVE' },
  { theirs: 'ArtifactRollback', scenario: 'rollback', arrow: 'ROLLING_BACK' },
  { theirs: 'ArtifactFailure', scenario: 'rollback', arrow: 'RESULT_SPOOLED' },
  { theirs: 'Cleanup', scenario: 'update', arrow: 'ACKED' },
];
const PARTS = ['first', 'middle', 'last'] as const;
const HOWS = ['killed', 'error'] as const;

/** One case of the matrix: `killed in ArtifactCommit (ACTIVE of update), middle`. */
export interface MatrixCase {
  readonly name: string;
  play(stage: Stage): Promise<readonly string[]>;
}

/** The 66 cases of states, and a hang, a lost report and a read-only disk. security.md §6 G43 */
export function matrixCases(places: readonly Place[]): readonly MatrixCase[] {
  const states = ROWS.flatMap((row) =>
    PARTS.flatMap((part) =>
      HOWS.map((how) => ({
        name: `${how} in ${row.theirs} (${row.arrow} of ${row.scenario}), ${part}`,
        async play(stage: Stage) {
          const place = placeOf(places, row, part, how);
          const outcome =
            how === 'killed' ? await tryKill(stage, place) : await tryError(stage, place, 'EIO');
          return outcome.breaches;
        },
      })),
    ),
  );
  return [
    ...states,
    ...EXTRA.map(({ name, play }) => ({ name, play: (stage: Stage) => play(stage, places) })),
  ];
}

export interface MatrixResult {
  readonly cases: number;
  readonly passed: number;
  readonly breaches: readonly string[];
}

export async function playMatrix(
  stage: Stage,
  cases: readonly MatrixCase[],
  tell: (line: string) => void,
): Promise<MatrixResult> {
  let passed = 0;
  const breaches: string[] = [];
  for (const { name, play } of cases) {
    const found = await play(stage);
    if (found.length === 0) passed += 1;
    breaches.push(...found.map((breach) => `${name}: ${breach}`));
    tell(`${name}: ${found.length === 0 ? 'good' : found.join('; ')}`);
  }
  return { cases: cases.length, passed, breaches };
}

function placeOf(
  places: readonly Place[],
  { scenario, arrow, theirs }: Row,
  part: (typeof PARTS)[number],
  how: (typeof HOWS)[number],
): Place {
  const cell = places.filter(
    (place) =>
      place.scenario.name === scenario &&
      place.point.arrow === arrow &&
      (how === 'killed' || place.point.about === 'file'),
  );
  const at = { first: 0, middle: Math.floor(cell.length / 2), last: cell.length - 1 }[part];
  const place = cell[at];
  if (place === undefined)
    throw new Error(`nothing can fail in ${theirs}: ${scenario} does not come to ${arrow}`);
  return place;
}

const EXTRA = [
  { name: 'a report that is lost on its way', play: loseReport },
  { name: 'a probe that hangs', play: hang },
  { name: 'a store that cannot be written', play: freeze },
] as const;

/** Killed once the report has left and before its answer is kept: it goes again, and counts once. */
async function loseReport(stage: Stage, places: readonly Place[]): Promise<readonly string[]> {
  const cell = places.filter(
    ({ scenario, point }) => scenario.name === 'update' && point.arrow === 'RESULT_SPOOLED',
  );
  const sent = cell.findLastIndex(({ point }) => point.about === 'socket');
  const next = cell[sent + 1] ?? cell[sent];
  if (next === undefined) throw new Error('no report leaves');
  return (await tryKill(stage, next)).breaches;
}

/** A program that never answers its probe is taken back when its time is up. */
async function hang(stage: Stage): Promise<readonly string[]> {
  const box = await stage.newcomer(HUNG);
  const { task } = await roundsUntilOver(stage.world, box, await stage.order(box, HUNG));
  const breaches = examineEnd(box.state, task, [goodEnd(HUNG)]);
  stage.drop(box);
  return breaches;
}

/** Nothing can be written: the agent ends with words, and works once it can again. */
async function freeze(stage: Stage): Promise<readonly string[]> {
  const scenario = SCENARIOS.find(({ name }) => name === 'update') as Scenario;
  const box = await stage.newcomer(scenario);
  const taskId = await stage.order(box, scenario);
  const mount = (...args: string[]) => execFileSync('mount', [...args, box.state], { stdio: 'pipe' });
  mount('--bind', box.state);
  let code: number | undefined;
  try {
    mount('-o', 'remount,ro,bind');
    ({ code } = await round(stage.world, box));
  } finally {
    execFileSync('umount', [box.state], { stdio: 'pipe' });
  }
  const harm = examineNow(box.state, scenario);
  const { task } = await roundsUntilOver(stage.world, box, taskId);
  const breaches = examineEnd(box.state, task, [goodEnd(scenario)]);
  stage.drop(box);
  return [...(code === 1 ? [] : [`the agent ended with ${code}`]), ...harm, ...breaches];
}
