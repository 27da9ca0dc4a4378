import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../child.ts';
import { openBox } from '../device-box.ts';
import { openWorld } from '../world.ts';
import { type BenchRow, median } from './rounds.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
/** What an agent that waits may hold, MiB. */
const ALLOWED = 60;
const ROUNDS = 5;

/**
 * Resident memory of the single-file agent, idle for three seconds after a session with a real server. The reference is what is allowed: a ratio from 1 on is good.
 */
export async function memoryBench(): Promise<BenchRow> {
  const world = await openWorld();
  try {
    const program = join(world.dir, 'scomo-agent');
    const build = [join(ROOT, 'tools/build-agent.ts'), '--out', program];
    execFileSync(process.execPath, build, { stdio: ['ignore', 'ignore', 'inherit'] });
    const found: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const box = await openBox(world, `IMEI:memory-${round}`, { wakeUp: 'udp' });
      const words = ['run', '--config', box.config, '--state', box.state, '--verbose'];
      const agent = startChild([program, ...words], {
        env: process.env,
        cwd: world.dir,
        log: join(world.dir, 'agent.log'),
      });
      world.agents.push(agent);
      await agent.says(/session: done/, 30_000);
      await pause(3_000);
      found.push(residentMib(agent.process.pid ?? 0));
      await agent.stop();
    }
    const ours = median(found);
    const ratios = found.map((each) => ALLOWED / each);
    return {
      ...{ name: 'agent-memory-vs-60-mib', ours, reference: ALLOWED, ratio: ALLOWED / ours },
      ...{ unit: 'MiB resident', rounds: ROUNDS, min: Math.min(...ratios), max: Math.max(...ratios) },
    };
  } finally {
    await world.close();
  }
}

function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
