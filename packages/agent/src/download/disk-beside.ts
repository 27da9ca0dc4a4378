import { closeSync, fdatasync, fdatasyncSync } from 'node:fs';

/**
 * Flushes a file beside the work on it: as soon as one flush has ended the next begins, so that a power cut costs what came
 * during one of them, which is less than a chunk on any link slower than the disk.
 */
export function diskBeside(fd: number) {
  let running = false;
  let behind = false;
  let open = true;
  let fault: Error | undefined;
  const run = () => {
    running = true;
    behind = false;
    fdatasync(fd, (error) => {
      running = false;
      fault ??= error ?? undefined;
      if (!open) closeSync(fd);
      else if (behind && fault === undefined) run();
    });
  };
  return {
    /** Throws the error of an earlier flush: what that lost is gone, although it can still be read. */
    wrote() {
      if (fault !== undefined) throw fault;
      behind = true;
      if (!running) run();
    },
    flush() {
      if (fault !== undefined) throw fault;
      fdatasyncSync(fd);
    },
    close() {
      open = false;
      if (!running) closeSync(fd);
    },
  };
}
