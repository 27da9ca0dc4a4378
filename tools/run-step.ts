import { spawnSync } from 'node:child_process';

/** Runs one command with its output shown; returns whether it exited 0. */
export function runStep(title: string, command: string, args: readonly string[]): boolean {
  const started = process.hrtime.bigint();
  console.log(`\n── ${title}: ${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (error !== undefined) console.error(error.message);
  console.log(`── ${title}: ${status === 0 ? 'ok' : `failed (exit ${status})`}, ${seconds.toFixed(1)} s`);
  return status === 0;
}
