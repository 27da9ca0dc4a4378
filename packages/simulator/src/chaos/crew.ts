import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { DeviceBox } from '../device-box.ts';
import type { CrewWord } from './crew-program.ts';

/** Agents that live in one process, and die with it. */
export interface Crew {
  /** A round of one agent; `killed` when the process died in it. Rejects when the agent broke down. */
  round(agent: number): Promise<'done' | 'killed'>;
  /** SIGKILL; resolves when all are at work again. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  done(how: 'done' | 'killed'): void;
  fail(error: Error): void;
}

export async function openCrew(boxes: readonly DeviceBox[], env: NodeJS.ProcessEnv): Promise<Crew> {
  const waiting = new Map<number, Waiting>();
  const files = boxes.flatMap(({ config, state }) => [config, state]);
  const launch = async () => {
    const child = fork(resolve(import.meta.dirname, 'crew-program.ts'), files, { env, execArgv: [] });
    child.on('exit', () => {
      for (const { done } of waiting.values()) done('killed');
      waiting.clear();
    });
    const ready = new Promise<void>((done, fail) => {
      child.once('exit', (code) => fail(new Error(`a crew ended with ${code}`)));
      child.on('message', ({ agent, error }: CrewWord) => {
        if (agent < 0) return done();
        if (error === undefined) waiting.get(agent)?.done('done');
        else waiting.get(agent)?.fail(new Error(error));
        waiting.delete(agent);
      });
    });
    await ready;
    return child;
  };
  let starting: Promise<ChildProcess> = launch();
  await starting;
  const end = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    async round(agent) {
      const child = await starting;
      return await new Promise((done, fail) => {
        waiting.set(agent, { done, fail });
        child.send(agent, (error) => {
          if (error) done('killed');
        });
      });
    },
    async killAndRestart() {
      const child = await starting;
      starting = (async () => {
        await end(child);
        return await launch();
      })();
      await starting;
    },
    close: async () => end(await starting),
  };
}
