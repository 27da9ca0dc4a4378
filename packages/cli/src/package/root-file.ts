import { readAt, withFile } from './package-file.ts';

/** True if the file is an envelope by itself, as trust roots are: it begins with `{`. */
export function isRootFile(file: string): boolean {
  return withFile(file, (fd) => readAt(fd, 0, 1)[0] === '{'.charCodeAt(0));
}
