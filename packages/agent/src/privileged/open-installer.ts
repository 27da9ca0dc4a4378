import { join } from 'node:path';
import { Stopped } from '../base/failure.ts';
import { makeDirectory } from '../base/files.ts';
import { createExclusive } from '../base/mutex.ts';
import type { DeviceConfig } from '../config.ts';
import { storeNamesInUse, sweepGenerations } from '../installers/generation.ts';
import {
  activeComponents,
  openInstallers,
  refreshInstallers,
  sweepInstallers,
} from '../installers/installers.ts';
import { storeName, sweepStore } from '../installers/store.ts';
import { openJournal } from '../journal/journal.ts';
import { allPackages } from '../journal/packages.ts';
import { endOrphans } from '../supervisor/process-table.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { takeInventory } from './inventory.ts';
import type { Part } from './part.ts';
import { recordsOf } from './plan-request.ts';
import type { InstallerPort, Inventory } from './port.ts';
import { openChange, resumeChange, runChange, stuckUndo, unstick } from './run-change.ts';
import { stage } from './stage.ts';
import { prepareTrust, readTrust, takeRoots } from './trust.ts';

export interface InstallerOptions {
  readonly config: DeviceConfig;
  /** Nobody else may use it: whoever opens the part holds its lock. */
  readonly state: string;
  readonly downloads: string;
  now(): string;
  say(line: string): void;
  readonly signal: AbortSignal;
}

/** The privileged part at work. */
export interface OpenInstaller extends InstallerPort {
  /** Waits for the step at hand, and stops the programs. */
  close(): Promise<void>;
}

/** Takes the trust root in, ends what a killed part left, starts the active programs, goes on with a change. Throws ConfigError. */
export async function openInstaller(options: InstallerOptions): Promise<OpenInstaller> {
  const { config, state, say } = options;
  makeDirectory(state);
  const journal = openJournal(state, 'installer');
  for (const account of config.accounts) prepareTrust(journal, account);
  const installers = openInstallers(state, journal, config.installers);
  const part: Part = { ...options, journal, installers, supervisor: createSupervisor(state) };
  const orphans = await endOrphans(state);
  if (orphans > 0) say(`ended ${orphans} left processes`);
  const stuck = stuckUndo(part);
  if (stuck !== undefined) await unstick(part, stuck).catch((error) => say(`still cannot go back: ${error}`));
  await refreshInstallers(installers);
  const exclusive = createExclusive();
  const open = openChange(part);
  // What a change is about is started by it, and counted: it may be what killed us.
  const risky = open === undefined || open.step === 'planned' ? [] : open.request.activate;
  const held = new Set(recordsOf(journal, risky).map(({ manifest }) => manifest.component));
  await part.supervisor.reconcile(activeComponents(installers).filter(({ id }) => !held.has(id)));
  if (open !== undefined) void exclusive(() => resumeChange(part, open)).catch(unlessStopped(say));
  return {
    async terms() {
      const authorities = new Set(config.accounts.map(({ authority }) => authority));
      const trusts = [...authorities].map((authority) => readTrust(journal, authority));
      return { trusts, kinds: installers.map(({ kind, envType }) => ({ kind, envType })) };
    },
    rotate: (roots) => exclusive(() => takeRoots(journal, roots)),
    async inventory(again) {
      if (again) await refreshInstallers(installers);
      return takeInventory(installers, journal, part.supervisor.brokenOf);
    },
    stage: (staging) => exclusive(() => stage(part, staging)),
    apply: (request) => exclusive(() => runChange(part, request)),
    sweep: () => exclusive(() => sweep(part)),
    async close() {
      await exclusive(() => undefined);
      await part.supervisor.stopAll();
      journal.close();
    },
  };
}

/** The inventory of a part that may be at work in another process. */
export async function lookAtInstaller(config: DeviceConfig, state: string): Promise<Inventory> {
  const journal = openJournal(state, 'installer', true);
  try {
    const installers = openInstallers(state, journal, config.installers);
    await refreshInstallers(installers);
    return takeInventory(installers, journal);
  } finally {
    journal.close();
  }
}

function sweep(part: Part): void {
  const { state, journal } = part;
  if (openChange(part) !== undefined || stuckUndo(part) !== undefined) return;
  const kept = allPackages(journal).map(({ pkgId }) => storeName(pkgId));
  sweepInstallers(part.installers);
  sweepGenerations(state);
  sweepStore(join(state, 'store'), new Set([...kept, ...storeNamesInUse(state)]));
}

function unlessStopped(say: (line: string) => void) {
  return (error: unknown) => {
    if (!(error instanceof Stopped)) say(`the change did not end: ${error}`);
  };
}
