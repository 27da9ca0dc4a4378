import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../../base/limits.ts';
import { signalGroup } from '../../supervisor/run-program.ts';
import { type PluginComponent, parseComponents, parsePlan } from './answers.ts';
import { askPlugin } from './exec.ts';
import { type Plugin, runPlugin } from './run-plugin.ts';

/** A plug-in under test. */
export interface Candidate {
  readonly plugin: Plugin;
  /** Its component ID, e.g. `tar:example`. */
  readonly component: string;
  /** File or folder of two versions of a payload that it takes. */
  readonly payload: string;
  readonly next: string;
}

/** One version of the component, as `stage` and `apply` are told of it. */
interface Version {
  readonly component: string;
  readonly version: string;
  readonly package: string;
  readonly payload: string;
}

interface Rig {
  readonly plugin: Plugin;
  readonly component: string;
  readonly one: Version;
  readonly two: Version;
  ask(verb: string, request?: object): Promise<string>;
  /** Version that is active, or `none`; the package must be the one that brought it. */
  active(): Promise<string>;
  plan(change: Change): Promise<unknown>;
  /** Plans and applies; gives the way back. */
  change(change: Change): Promise<unknown>;
  revert(undo: unknown): Promise<void>;
}

interface Change {
  readonly activate: readonly Version[];
  readonly deactivate: readonly string[];
  readonly remove: readonly string[];
}

const on = (version: Version): Change => ({ activate: [version], deactivate: [], remove: [] });
const off = (component: string): Change => ({ activate: [], deactivate: [], remove: [component] });

/** How long an `apply` runs before it is killed, ms. */
const KILLS = [0, 5, 20, 80, 320];

/** What a plug-in must do, in the order in which it is tried; each begins where the one before has ended. docs/installer-plugins.md */
export const RULES: readonly (readonly [rule: string, test: (rig: Rig) => Promise<void>])[] = [
  [
    'list answers with components of its own prefix',
    async ({ active }) => same(await active(), 'none', 'the component is there before the test'),
  ],
  [
    'a verb that it does not know is refused',
    async ({ ask }) => refused(ask('no-such-verb'), 'it ended with 0'),
  ],
  [
    'a request that is no JSON is refused',
    async ({ plugin }) => {
      const { code } = await runPlugin(plugin, 'apply', '{"protocol":', { timeoutMs: LIMITS.pluginListMs });
      if (code === 0 || code === undefined) throw new Error('apply must end by itself, and not with 0');
    },
  ],
  [
    'stage refuses a payload that is not there',
    async ({ ask, one }) =>
      refused(ask('stage', { ...one, payload: `${one.payload}/none` }), 'it ended with 0'),
  ],
  [
    'stage changes nothing that is active, and may be repeated',
    async ({ ask, one, two, active }) => {
      for (const version of [one, one, two]) await ask('stage', version);
      same(await active(), 'none', 'active after stage');
    },
  ],
  [
    'plan has no part in what the plug-in does not hold',
    async ({ plan, plugin }) => {
      const undo = await plan(off(`${plugin.name}:never-there`));
      if (undo !== undefined) throw new Error(`undo is ${JSON.stringify(undo)}`);
    },
  ],
  [
    'plan gives a way back, and moves nothing',
    async ({ plan, one, active }) => {
      if ((await plan(on(one))) === undefined) throw new Error('there is no undo');
      same(await active(), 'none', 'active after plan');
    },
  ],
  [
    'apply switches on, and list tells version and package',
    async ({ change, one, active }) => {
      await change(on(one));
      same(await active(), '1', 'active after apply');
    },
  ],
  [
    'apply of two takes the place of one, and may be repeated',
    async ({ plan, ask, two, active }) => {
      const undo = await plan(on(two));
      for (const _ of [1, 2]) await ask('apply', { ...on(two), undo });
      same(await active(), '2', 'active after apply');
    },
  ],
  [
    'revert brings the old version back, and may be repeated',
    async ({ change, revert, one, two, active }) => {
      await change(on(one));
      const undo = await change(on(two));
      for (const _ of [1, 2]) await revert(undo);
      same(await active(), '1', 'active after revert');
    },
  ],
  [
    'revert undoes an apply that was killed',
    async ({ plan, plugin, revert, two, active }) => {
      for (const ms of KILLS) {
        const undo = await plan(on(two));
        const request = JSON.stringify({ protocol: 1, ...on(two), undo });
        await runPlugin(plugin, 'apply', request, {
          started: (pid) => void pause(ms).then(() => signalGroup(pid, 'SIGKILL')),
        });
        await revert(undo);
        same(await active(), '1', `active after a kill at ${ms} ms and revert`);
      }
    },
  ],
  [
    'remove takes the component away, revert brings it back',
    async ({ change, revert, component, active }) => {
      const undo = await change(off(component));
      same(await active(), 'none', 'active after remove');
      await revert(undo);
      same(await active(), '1', 'active after revert');
    },
  ],
  [
    'sweep leaves what is active and what it is told to keep',
    async ({ ask, change, one, two, active }) => {
      await ask('sweep', { keep: [one.package, two.package] });
      await change(on(two));
      await ask('sweep', { keep: [two.package] });
      same(await active(), '2', 'active after sweep');
    },
  ],
  [
    'what was swept can be staged again',
    async ({ ask, change, one, component, active }) => {
      await ask('stage', one);
      await change(on(one));
      same(await active(), '1', 'active after apply');
      await change(off(component));
      await ask('sweep', { keep: [] });
      same(await active(), 'none', 'active in the end');
    },
  ],
];

/** Tries the rules one after the other; `fault` is undefined for one that holds. */
export async function* tryRules(
  candidate: Candidate,
): AsyncGenerator<{ readonly rule: string; readonly fault: string | undefined }> {
  const rig = rigOf(candidate);
  for (const [rule, test] of RULES) {
    const fault = await test(rig).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    yield { rule, fault };
  }
}

function rigOf({ plugin, component, payload, next }: Candidate): Rig {
  const version = (number: string, source: string): Version => ({
    component,
    version: number,
    package: `sha256:${randomBytes(32).toString('hex')}`,
    payload: laidOut(source, join(plugin.state, `payload-${number}`)),
  });
  const [one, two] = [version('1', payload), version('2', next)];
  const ask = (verb: string, request: object = {}) => askPlugin(plugin, verb, request);
  const plan = async (change: Change) => parsePlan(await ask('plan', change));
  return {
    ...{ plugin, component, one, two, ask, plan },
    active: async () => {
      const found = parseComponents(await ask('list'), plugin.name).find(({ id }) => id === component);
      const from = [one, two].find((each) => each.version === found?.version);
      return found === undefined ? 'none' : standing(found, from);
    },
    async change(change) {
      const undo = await plan(change);
      await ask('apply', { ...change, undo });
      return undo;
    },
    async revert(undo) {
      await ask('revert', { undo });
    },
  };
}

function standing({ version, package: pkgId, broken }: PluginComponent, from: Version | undefined): string {
  if (broken !== undefined) return `${version}, broken: ${broken}`;
  return pkgId === from?.package ? version : `${version} of package ${pkgId}`;
}

/** A payload as the agent unpacks it: always a folder. */
function laidOut(source: string, folder: string): string {
  const directory = statSync(source).isDirectory();
  if (!directory) mkdirSync(folder);
  cpSync(source, directory ? folder : join(folder, basename(source)), { recursive: true });
  return folder;
}

function same(found: string, wanted: string, what: string): void {
  if (found !== wanted) throw new Error(`${what}: ${found}, not ${wanted}`);
}

async function refused(call: Promise<unknown>, otherwise: string): Promise<void> {
  let done = true;
  await call.catch(() => {
    done = false;
  });
  if (done) throw new Error(otherwise);
}
