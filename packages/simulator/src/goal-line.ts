/** A goal of security.md §6 and what a run measured for it. */
export interface Goal {
  /** `G1`, `G2` … */
  readonly name: string;
  /** What was counted, in few words. */
  readonly metric: string;
  readonly value: string | number;
  readonly target: string;
  readonly met: boolean;
}

/** One line a goal: `G1 failed kill points 0 of 520 target 0 of ≥500 PASS`. security.md §6 */
export function goalLine({ name, metric, value, target, met }: Goal): string {
  return `${name} ${metric} ${value} target ${target} ${met ? 'PASS' : 'FAIL'}`;
}

/** Prints the goals of a run to standard output; gives the exit code. */
export function printGoals(goals: readonly Goal[]): 0 | 1 {
  for (const goal of goals) console.log(goalLine(goal));
  return goals.every(({ met }) => met) ? 0 : 1;
}
