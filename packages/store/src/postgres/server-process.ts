import { type ChildProcess, spawn } from 'node:child_process';
import { mayReach, type ServerUser } from './server-user.ts';

// The working directory is entered before the rights are dropped: so named, the folder may lie below others that the
// server's user cannot pass (a checkout in /root). Linux, PostgreSQL ≥ 16.
const HERE = '/proc/self/cwd';
const OUTPUT_KEPT = 4096;

/** A program of the server running in its data folder. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** Newest output, at most 4 KiB. */
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly exit: Promise<number | string>;
}

/** Runs `program -D <folder> …args` as `user`, out of reach of the terminal's Ctrl-C. */
export function runInFolder(
  program: string,
  dataDir: string,
  args: readonly string[],
  user: ServerUser,
): ServerProcess {
  const folder = mayReach(dataDir, user) ? dataDir : HERE;
  const child = spawn(program, ['-D', folder, ...args], {
    cwd: dataDir,
    ...(user.dropped ? { uid: user.uid, gid: user.gid } : {}),
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exit = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'ended'));
  });
  return { child, output: () => output.trim(), exit };
}

/** Ends `pid` as soon as this process is gone, however it went. Returns how to call it off. */
export function endWithUs(pid: number, user: ServerUser): () => void {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    ...(user.dropped ? { uid: user.uid, gid: user.gid } : {}),
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.on('error', () => undefined);
  watcher.unref();
  // An open pipe must not keep our event loop alive.
  (watcher.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    watcher.kill('SIGKILL');
  };
}
