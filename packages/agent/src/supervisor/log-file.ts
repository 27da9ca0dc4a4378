import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../base/limits.ts';

/** Opens a program's log for appending; the caller closes the descriptor once the program has it. */
export function openLog(state: string, name: string): number {
  const folder = join(state, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  return openSync(join(folder, `${name}.log`), flags, 0o600);
}

/** Cuts a log that has grown too long; its newest part goes to `NAME.log.1`. The program keeps writing meanwhile. */
export function boundLog(state: string, name: string): void {
  const path = join(state, 'logs', `${name}.log`);
  if (!existsSync(path)) return;
  const fd = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const { size } = fstatSync(fd);
    if (size <= LIMITS.logBytesMax) return;
    const tail = Buffer.alloc(LIMITS.logBytesKept);
    const count = readSync(fd, tail, 0, tail.length, size - tail.length);
    writeFileSync(`${path}.1`, tail.subarray(0, count), { mode: 0o600 });
    ftruncateSync(fd, 0);
  } finally {
    closeSync(fd);
  }
}
