import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Room for two packages, their unpacked files, what the agent leaves free, and its reserve. */
const DISK_BYTES = 96 * 1024 * 1024;

const UNMOUNT_TRIES = 50;
const UNMOUNT_PAUSE_MS = 100;

/** An ext4 file system in a file, mounted somewhere. */
export interface LoopDisk {
  /**
   * The power goes: what the file system has not handed to its device by now is lost. `settle` ends what still works on
   * the disk once that is decided. The folder then shows what a first boot would find.
   */
  cut(settle: () => void): void;
  /** Unmounts and forgets it. */
  end(settle: () => void): void;
}

const call = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });

/** @param file not there yet. @param folder an empty one. */
export function openLoopDisk(file: string, folder: string): LoopDisk {
  call('truncate', '-s', String(DISK_BYTES), file);
  call('mkfs.ext4', '-q', file);
  call('mount', '-o', 'loop', file, folder);
  let count = 0;
  let mounted = file;
  return {
    cut(settle) {
      count += 1;
      const next = `${file}.${count}`;
      call('cp', '--sparse=always', mounted, next);
      unmount(folder, settle);
      rmSync(mounted);
      call('mount', '-o', 'loop', next, folder);
      mounted = next;
    },
    end(settle) {
      unmount(folder, settle);
      rmSync(mounted);
    },
  };
}

/** A process that is just ending holds its disk for a moment longer than anybody can see it. */
function unmount(folder: string, settle: () => void): void {
  for (let tries = 1; ; tries += 1) {
    settle();
    try {
      call('umount', folder);
      return;
    } catch (error) {
      if (tries === UNMOUNT_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, UNMOUNT_PAUSE_MS);
    }
  }
}

/** Why disks in files cannot be had here; undefined when they can. */
export function noLoopDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-loop-'));
  try {
    mkdirSync(join(folder, 'mnt'));
    openLoopDisk(join(folder, 'disk'), join(folder, 'mnt')).end(() => undefined);
    return undefined;
  } catch (error) {
    return `no loop disk can be mounted here: ${String(error).split('\n').join(' ')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
