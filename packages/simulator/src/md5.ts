import { createHash } from 'node:crypto';

/** For scripted devices, which prove themselves like the old ones do. spec/omadm.md §5.2 */
export function md5(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
