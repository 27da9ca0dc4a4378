import type { Goal } from '../goal-line.ts';
import type { ChaosResult } from './storm.ts';

/** security.md §6 G5, G6 */
export function chaosGoals({
  operations,
  twice,
  never,
  lost,
  double,
  breaches,
}: ChaosResult): readonly Goal[] {
  const of = ` of ${operations}`;
  return [
    {
      name: 'G5',
      metric: 'operations executed twice, never,',
      value: `${twice} ${never}${of}`,
      target: '0 0',
      met: operations > 0 && twice === 0 && never === 0 && breaches.length === 0,
    },
    {
      name: 'G6',
      metric: 'results lost, double counted,',
      value: `${lost} ${double}${of}`,
      target: '0 0',
      met: operations > 0 && lost === 0 && double === 0 && breaches.length === 0,
    },
  ];
}
