import { readFileSync } from 'node:fs';

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
