import type { Goal } from '../goal-line.ts';
import { ARROWS } from './arrows.ts';
import type { SweepResult } from './kill-sweep.ts';
import type { MatrixResult } from './matrix.ts';
import type { ServerKills } from './server-kills.ts';

const RESUME_MS = 2000;
const CHUNK_BYTES = 256 * 1024;

/** security.md §6 G1, G11 */
export function crashGoals(swept: SweepResult, server: ServerKills): readonly Goal[] {
  const { met, failures, arrows, resumeMs, bytesAgain } = swept;
  const reached = ARROWS.filter((arrow) => (arrows.get(arrow) ?? 0) > 0).length;
  return [
    {
      name: 'G1',
      metric: 'kill points with harm',
      value: `${failures} of ${met}`,
      target: '0',
      met: met > 0 && failures === 0,
    },
    {
      name: 'G1',
      metric: 'arrows killed at',
      value: reached,
      target: `${ARROWS.length}`,
      met: reached === ARROWS.length,
    },
    {
      name: 'G1',
      metric: 'server kills with harm',
      value: `${server.breaches.length} of ${server.kills}`,
      target: '0',
      met: server.breaches.length === 0,
    },
    {
      name: 'G11',
      metric: 'ms until a killed agent speaks again, median and worst',
      value: `${Math.round(resumeMs.median)} ${Math.round(resumeMs.worst)}`,
      target: `≤${RESUME_MS}`,
      met: resumeMs.worst <= RESUME_MS,
    },
    {
      name: 'G11',
      metric: 'bytes of one package fetched again',
      value: bytesAgain,
      target: `≤${CHUNK_BYTES}`,
      met: bytesAgain <= CHUNK_BYTES,
    },
  ];
}

/** security.md §6 G43 */
export function matrixGoal({ cases, passed }: MatrixResult): Goal {
  return {
    name: 'G43',
    metric: 'cases of the Mender matrix (66) and three more that passed',
    value: `${passed} of ${cases}`,
    target: `${cases}`,
    met: passed === cases,
  };
}
