import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Activation } from '@scomo/delivery';
import { Failure } from '../base/failure.ts';
import { makeDirectory, syncDirectory, writeDurably } from '../base/files.ts';
import type { ActiveComponent, Change, Installer } from './installer.ts';
import { nextNumber, type Pointer, point, pointedAt, sweepBeside } from './pointer.ts';
import { checkRecord, storeName, unpack } from './store.ts';

const ENV_TYPE = 'generation';

interface Entry {
  readonly id: string;
  readonly version: string;
  readonly pkgId: string;
  readonly name: string;
  readonly description: string;
  readonly activation?: Activation;
  readonly installParams?: string;
}

/** Numbers of the generations before and after; 0 is "none yet". */
interface TreeUndo {
  readonly from: number;
  readonly to: number;
}

/** Names that a link in a generation cannot have. */
const TAKEN = new Set(['.', '..', 'generation.json']);

/**
 * Software trees: each active set of components is one folder of links, and `current` points to one such folder. A whole
 * set is switched by one rename of that pointer. security.md §4.1, P6
 */
export function generationInstaller(state: string): Installer<TreeUndo> {
  const store = join(state, 'store');
  const generations = join(state, 'generations');
  makeDirectory(store);
  makeDirectory(generations);
  return {
    kind: 'tree',
    envType: ENV_TYPE,
    unsafeToRepeat: false,
    active: () => entriesOf(generations, currentGeneration(state)).map((entry) => toActive(store, entry)),
    async stage(verified, pkgId, file) {
      const { component } = verified.manifest;
      if (TAKEN.has(component))
        throw new Failure(1413, `${component} cannot be the name of a component here`);
      unpack(store, verified, pkgId, file);
    },
    async check({ manifest }, pkgId) {
      checkRecord(store, { pkgId, manifest });
    },
    async plan(change) {
      const before = entriesOf(generations, currentGeneration(state));
      const touched = (id: string) => before.some((entry) => entry.id === id);
      if (change.activate.length === 0 && ![...change.deactivate, ...change.remove].some(touched))
        return undefined;
      return { from: currentGeneration(state), to: nextNumber(pointerOf(state)) };
    },
    async apply(change, undo) {
      if (currentGeneration(state) === undo.to) return;
      for (const record of change.activate) checkRecord(store, record);
      writeGeneration(generations, undo.to, entriesAfter(entriesOf(generations, undo.from), change));
      point(pointerOf(state), undo.to);
    },
    async revert(undo) {
      if (currentGeneration(state) !== undo.from) point(pointerOf(state), undo.from);
    },
  };
}

/** Number of the generation that `current` points to, 0 when there is none. */
export function currentGeneration(state: string): number {
  return pointedAt(pointerOf(state));
}

function pointerOf(home: string): Pointer {
  return { home, folder: 'generations' };
}

/** Store folders that the current generation needs. */
export function storeNamesInUse(state: string): string[] {
  const entries = entriesOf(join(state, 'generations'), currentGeneration(state));
  return entries.map((entry) => storeName(entry.pkgId));
}

/** Removes every generation but the current one. */
export function sweepGenerations(state: string): void {
  sweepBeside(pointerOf(state));
}

function entriesOf(generations: string, number: number): readonly Entry[] {
  if (number === 0) return [];
  const text = readFileSync(join(generations, String(number), 'generation.json'), 'utf8');
  return (JSON.parse(text) as { components: Entry[] }).components;
}

function entriesAfter(before: readonly Entry[], change: Change): Entry[] {
  const added = change.activate.map(({ pkgId, manifest, installParams }) => ({
    id: manifest.component,
    version: manifest.version,
    pkgId,
    name: manifest.characteristics.title,
    description: manifest.characteristics.summary,
    ...(manifest.activation && { activation: manifest.activation }),
    ...(installParams !== undefined && { installParams }),
  }));
  const gone = new Set([...added.map((entry) => entry.id), ...change.deactivate, ...change.remove]);
  const all = [...before.filter((entry) => !gone.has(entry.id)), ...added];
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function writeGeneration(generations: string, number: number, components: readonly Entry[]): void {
  const home = join(generations, String(number));
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { mode: 0o755 });
  for (const { id, pkgId } of components) {
    const target = `../../store/${storeName(pkgId)}`;
    symlinkSync(target, join(home, id));
    if (!existsSync(join(home, id))) throw new Error(`${target} is not in the store`);
  }
  writeDurably(join(home, 'generation.json'), `${JSON.stringify({ number, components }, null, 1)}\n`);
  syncDirectory(generations);
}

function toActive(store: string, entry: Entry): ActiveComponent {
  const { activation, installParams, ...rest } = entry;
  const dir = join(store, storeName(entry.pkgId));
  const runtime = activation && { dir, activation, ...(installParams !== undefined && { installParams }) };
  return { ...rest, envType: ENV_TYPE, ...(runtime && { runtime }) };
}
