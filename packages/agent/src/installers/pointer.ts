import { lstatSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../base/files.ts';

/** `HOME/current`, a link to one of the numbered folders in `HOME/FOLDER`. security.md §4.1 */
export interface Pointer {
  readonly home: string;
  readonly folder: string;
}

/** Number of the folder that is pointed to, 0 when there is none. The pointer is the truth. */
export function pointedAt({ home, folder }: Pointer): number {
  const path = join(home, 'current');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return 0;
  const match = /^([a-z]+)\/([1-9]\d*)$/.exec(readlinkSync(path));
  if (match?.[1] !== folder) throw new Error(`${path} points outside the ${folder}`);
  return Number(match[2]);
}

/** One rename: before it the old folder counts, after it the new one. 0 takes the link away. */
export function point({ home, folder }: Pointer, number: number): void {
  const next = join(home, 'current.new');
  rmSync(next, { force: true });
  if (number === 0) {
    rmSync(join(home, 'current'), { force: true });
  } else {
    symlinkSync(`${folder}/${number}`, next);
    try {
      renameSync(next, join(home, 'current'));
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
  }
  syncDirectory(home);
}

/** A number that no folder has. */
export function nextNumber(pointer: Pointer): number {
  const numbers = readdirSync(join(pointer.home, pointer.folder)).map(Number).filter(Number.isSafeInteger);
  return Math.max(pointedAt(pointer), ...numbers) + 1;
}

/** Removes every folder but the one that is pointed to. */
export function sweepBeside(pointer: Pointer): void {
  const folder = join(pointer.home, pointer.folder);
  const current = String(pointedAt(pointer));
  for (const name of readdirSync(folder)) {
    if (name !== current) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
