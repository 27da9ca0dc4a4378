import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { makeDirectory } from '../../base/files.ts';
import { LIMITS } from '../../base/limits.ts';
import { createExclusive } from '../../base/mutex.ts';
import type { PackageRecord } from '../../journal/packages.ts';
import { forgetPid, noteProcess } from '../../supervisor/process-table.ts';
import type { ActiveComponent, Change, Installer } from '../installer.ts';
import { checkRecord, storeName, unpack } from '../store.ts';
import { objectOf, type PluginComponent, parseComponents, parseError, parsePlan } from './answers.ts';
import { type Plugin, type PluginCall, runPlugin } from './run-plugin.ts';

/** Version of the protocol, in every request. */
const PROTOCOL = 1;

export interface ExecOptions {
  readonly state: string;
  readonly name: string;
  readonly command: readonly string[];
  /** Our packages of this kind, whatever their place. */
  held(): readonly PackageRecord[];
}

/** What a program of the device's owner can do with payloads of its own kind. docs/installer-plugins.md */
export function execInstaller({ state, name, command, held }: ExecOptions): Installer<unknown> {
  const store = join(state, 'store');
  const plugin: Plugin = { name, command, home: join(state, 'plugins', name), state };
  const folderOf = (pkgId: string) => join(store, storeName(pkgId));
  let found: readonly PluginComponent[] = [];
  const exclusive = createExclusive();
  const ask = (verb: string, request: object, call?: PluginCall) =>
    exclusive(() => {
      makeDirectory(plugin.home);
      return askPlugin(plugin, verb, request, call);
    });
  const requestOf = ({ activate, deactivate, remove }: Change) => ({
    activate: activate.map(({ pkgId, manifest: { component, version }, installParams }) => ({
      ...{ component, version, package: pkgId, payload: folderOf(pkgId) },
      ...(installParams !== undefined && { installParams }),
    })),
    deactivate: deactivate.filter((id) => id.startsWith(`${name}:`)),
    remove: remove.filter((id) => id.startsWith(`${name}:`)),
  });
  return {
    kind: `exec:${name}`,
    envType: name,
    unsafeToRepeat: true,
    active: () => found.map((component) => toActive(component, name, held(), folderOf)),
    async refresh() {
      try {
        makeDirectory(plugin.home);
        // Beside a verb at work: a session does not wait for a change.
        const answer = await askPlugin(plugin, 'list', {}, { timeoutMs: LIMITS.pluginListMs });
        found = parseComponents(answer, name);
      } catch {
        // What was found last stays: `scomo-agent check-plugin` tells what is wrong with it.
      }
    },
    async stage(verified, pkgId, file) {
      const { component, version } = verified.manifest;
      if (!component.startsWith(`${name}:`))
        throw new Failure(1413, `${component} must begin with ${name}: to be taken by this plug-in`);
      const payload = unpack(store, verified, pkgId, file);
      await ask('stage', { component, version, package: pkgId, payload });
    },
    async check({ manifest }, pkgId) {
      checkRecord(store, { pkgId, manifest });
    },
    async plan(change) {
      const request = requestOf(change);
      const { activate, deactivate, remove } = request;
      if (activate.length + deactivate.length + remove.length === 0) return undefined;
      return parsePlan(await ask('plan', request));
    },
    async apply(change, undo) {
      for (const record of change.activate) checkRecord(store, record);
      await ask('apply', { ...requestOf(change), undo }, noted(plugin));
      forgetPid(state, noteOf(name));
    },
    async revert(undo) {
      await ask('revert', { undo }, noted(plugin));
      forgetPid(state, noteOf(name));
    },
    sweep() {
      const keep = held().map(({ pkgId }) => pkgId);
      void ask('sweep', { keep }).catch(() => undefined);
    },
  };
}

/** One that outlives a killed agent must not work beside its successor. */
function noted({ state, name }: Plugin): PluginCall {
  return { started: (pid) => noteProcess(state, noteOf(name), pid) };
}

/** No component can be called so. */
const noteOf = (name: string) => `exec@${name}`;

/** Calls a plug-in and gives its answer. Throws Failure, or Error for what has no code of its own. */
export async function askPlugin(
  plugin: Plugin,
  verb: string,
  request: object,
  call?: PluginCall,
): Promise<string> {
  const { name } = plugin;
  const run = await runPlugin(plugin, verb, JSON.stringify({ protocol: PROTOCOL, ...request }), call);
  if (run.code === 0) {
    objectOf(run.answer);
    return run.answer;
  }
  const told = run.code === 1 ? parseError(run.answer) : undefined;
  if (told?.code !== undefined) throw new Failure(told.code, `${name}: ${told.detail}`, told.component);
  const why = told?.detail ?? run.said.split('\n').slice(-3).join(' | ');
  throw new Error(`plug-in ${name} ${verb}: ${run.how}${why && `: ${why}`}`);
}

function toActive(
  { id, version, package: pkgId = '', name = id, description = '', broken, dir }: PluginComponent,
  envType: string,
  held: readonly PackageRecord[],
  folderOf: (pkgId: string) => string,
): ActiveComponent {
  const ours = held.find((record) => record.pkgId === pkgId && record.manifest.component === id);
  const { activation } = ours?.manifest ?? {};
  const params = ours?.installParams === undefined ? {} : { installParams: ours.installParams };
  return {
    ...{ id, version, pkgId: ours?.pkgId ?? '', name, description, envType },
    ...(broken !== undefined && { broken }),
    ...(activation && { runtime: { dir: dir ?? folderOf(pkgId), activation, ...params } }),
  };
}
