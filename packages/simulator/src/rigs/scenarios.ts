import type { TaskView } from '@scomo/api';
import type { MadePackage } from '../world.ts';

export const GATEWAY = 'org.example.gateway';
export const SENSOR = 'org.example.sensor';

/** Three chunks and a bit. */
const BALLAST_BYTES = 700_000;

/** Every package that scenarios order. */
export const PACKAGES = {
  gateway1: { component: GATEWAY, version: '1.0.0', counter: 1, program: 'service' },
  sensor1: { component: SENSOR, version: '1.0.0', counter: 1, program: 'tool' },
  gateway2: {
    component: GATEWAY,
    version: '2.0.0',
    counter: 2,
    program: 'service',
    ballastBytes: BALLAST_BYTES,
  },
  sensor2: { component: SENSOR, version: '2.0.0', counter: 2, program: 'tool', ballastBytes: BALLAST_BYTES },
  sick2: { component: SENSOR, version: '2.0.0-sick', counter: 3, program: 'tool', health: 'sick' },
  hung2: { component: SENSOR, version: '2.0.0-hung', counter: 4, program: 'tool', health: 'hung' },
} as const satisfies Readonly<Record<string, MadePackage>>;
export type PackageName = keyof typeof PACKAGES;

/** What an operator wants done. */
export type Want =
  | { readonly deploy: readonly PackageName[] }
  | { readonly remove: readonly string[] }
  | { readonly operation: 'DownloadInstall'; readonly package: PackageName }
  | { readonly operation: 'Activate' | 'Deactivate'; readonly component: string };

/** Component → version. */
export type Software = Readonly<Record<string, string>>;

const NONE: Software = {};
const ONE: Software = { [GATEWAY]: '1.0.0', [SENSOR]: '1.0.0' };
const TWO: Software = { [GATEWAY]: '2.0.0', [SENSOR]: '2.0.0' };

/** One piece of work on a device, from software that runs to software that runs. */
export interface Scenario {
  readonly name: string;
  readonly from: Software;
  readonly want: Want;
  /** What may run for a moment. */
  readonly tried: Software;
  /** What may run after a failure beside what ran before: its operations are not all or none. */
  readonly between?: readonly Software[];
  readonly to: Software;
  readonly ends: TaskView['state'];
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'install',
    from: NONE,
    want: { deploy: ['gateway2', 'sensor2'] },
    tried: TWO,
    to: TWO,
    ends: 'verified',
  },
  {
    name: 'update',
    from: ONE,
    want: { deploy: ['gateway2', 'sensor2'] },
    tried: TWO,
    to: TWO,
    ends: 'verified',
  },
  {
    name: 'rollback',
    from: ONE,
    want: { deploy: ['gateway2', 'sick2'] },
    tried: { [GATEWAY]: '2.0.0', [SENSOR]: '2.0.0-sick' },
    to: ONE,
    ends: 'failed',
  },
  {
    name: 'remove',
    from: ONE,
    want: { remove: [GATEWAY, SENSOR] },
    tried: { [SENSOR]: '1.0.0' },
    between: [{ [SENSOR]: '1.0.0' }, { [GATEWAY]: '1.0.0' }, NONE],
    to: NONE,
    ends: 'removed',
  },
  {
    name: 'single',
    from: ONE,
    want: { operation: 'DownloadInstall', package: 'gateway2' },
    tried: { ...ONE, [GATEWAY]: '2.0.0' },
    to: { ...ONE, [GATEWAY]: '2.0.0' },
    ends: 'verified',
  },
  {
    name: 'switch-off',
    from: ONE,
    want: { operation: 'Deactivate', component: GATEWAY },
    tried: { [SENSOR]: '1.0.0' },
    to: { [SENSOR]: '1.0.0' },
    ends: 'verified',
  },
];

/** A rollback that is long in coming: the time of the probe must run out. */
export const HUNG: Scenario = {
  name: 'hung',
  from: ONE,
  want: { deploy: ['gateway2', 'hung2'] },
  tried: { [GATEWAY]: '2.0.0', [SENSOR]: '2.0.0-hung' },
  to: ONE,
  ends: 'failed',
};

/** `org.example.gateway 2.0.0, …`; `nothing` when there is none. */
export function told(software: Iterable<readonly [string, string]>): string {
  const lines = [...software].map(([id, version]) => `${id} ${version}`).sort();
  return lines.length === 0 ? 'nothing' : lines.join(', ');
}
