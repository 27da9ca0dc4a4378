import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whom the server runs as. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** Set when we are root and must drop to another user: PostgreSQL refuses to run as root. */
  readonly dropped: boolean;
}

const NOBODY = { uid: 65534, gid: 65534 };

/** Ourselves, or `nobody` when we are root. */
export function serverUser(): ServerUser {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? 0, dropped: false };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , nobodyUid, nobodyGid] = line?.split(':') ?? [];
  // Some systems write the ids as negative numbers.
  return line === undefined
    ? { ...NOBODY, dropped: true }
    : { uid: Number(nobodyUid) >>> 0, gid: Number(nobodyGid) >>> 0, dropped: true };
}

/** True when every folder on the way lets the user through and the user may read and execute what stands at its end. */
export function mayReach(file: string, user: ServerUser): boolean {
  if (!user.dropped) return true;
  for (let path = file; ; path = dirname(path)) {
    const { uid, gid, mode } = statSync(path);
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    const wanted = path === file ? 0o5 : 0o1;
    if (((mode >> shift) & wanted) !== wanted) return false;
    if (path === dirname(path)) return true;
  }
}
