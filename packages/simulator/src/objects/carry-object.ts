import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isTaskOver, type TaskView } from '@scomo/api';
import type { Child } from '../child.ts';
import { type DeviceBox, openBox } from '../device-box.ts';
import type { World } from '../world.ts';
import { type Memory, watchMemory } from './memory.ts';

const COMPONENT = 'org.example.cargo';

/** A device that takes small messages, its agent running. */
export interface Carrier {
  readonly world: World;
  readonly box: DeviceBox;
  agent: Child;
  /** Packages made so far: each is a new version. */
  made: number;
}

/** One package that went over inside a session, undisturbed. */
export interface Carried {
  readonly task: TaskView;
  readonly seconds: number;
  /** Messages of the device in the longest session. */
  readonly messages: number;
  readonly server: Memory;
  readonly agent: Memory;
}

export async function openCarrier(world: World, maxMsgSize: number): Promise<Carrier> {
  const box = await openBox(world, 'IMEI:carrier', { config: { maxMsgSize } });
  return { world, box, agent: box.start(), made: 0 };
}

/** Sends one package of about `bytes` inside a session and waits for the end of its task. */
export async function carry(carrier: Carrier, bytes: number): Promise<Carried> {
  const { world, box, agent } = carrier;
  const releaseId = await pack(carrier, bytes);
  const server = watchMemory(world.server().process.pid);
  const own = watchMemory(agent.process.pid);
  const began = performance.now();
  const { id } = await order(carrier, releaseId);
  const task = await world.until(id, isTaskOver, 30 * 60_000);
  const seconds = (performance.now() - began) / 1000;
  const { items } = await world.client.listSessions({ query: { limit: 20, deviceId: box.deviceId } });
  const messages = Math.max(...items.map((session) => session.messages));
  return { task, seconds, messages, server: server.stop(), agent: own.stop() };
}

/** What was left on the device after each cut, and how the task ended all the same. */
export interface Cut {
  readonly task: TaskView;
  /** Bytes that were there when the agent was killed, when its next session began, and when the server was killed. */
  readonly beforeKill: number;
  readonly afterRestart: number;
  readonly beforeLoss: number;
  /** Files in `downloads/` once the session had been given up. */
  readonly leftAfterLoss: readonly string[];
}

/** Cuts the same transfer twice: kills the agent at a third, the server at two thirds. */
export async function carryWithCuts(carrier: Carrier, bytes: number): Promise<Cut> {
  const { world, box } = carrier;
  const releaseId = await pack(carrier, bytes);
  const { id } = await order(carrier, releaseId);
  const beforeKill = await partAbove(box, bytes / 3);
  await carrier.agent.kill();
  carrier.agent = box.start();
  await carrier.agent.says(/session|\d/, 30_000);
  const afterRestart = await partBelow(box, beforeKill);
  const beforeLoss = await partAbove(box, (bytes * 2) / 3);
  const seen = carrier.agent.output().length;
  await world.server().kill();
  while (!/session: /.test(carrier.agent.output().slice(seen))) await wait(50);
  const leftAfterLoss = readdirSync(downloads(box));
  await world.startServer();
  const task = await world.until(id, isTaskOver, 30 * 60_000);
  return { task, beforeKill, afterRestart, beforeLoss, leftAfterLoss };
}

async function pack(carrier: Carrier, bytes: number): Promise<string> {
  carrier.made += 1;
  const { id } = await carrier.world.publish({
    component: COMPONENT,
    version: `${carrier.made}.0.0`,
    counter: carrier.made,
    program: 'tool',
    ballastBytes: bytes,
  });
  const body = { name: `cargo ${carrier.made}`, packageIds: [id], atomic: true };
  return (await carrier.world.client.createRelease({ body })).id;
}

function order({ world, box }: Carrier, releaseId: string): Promise<TaskView> {
  const consent = { mode: 'silent', deferralsMax: 0 } as const;
  return world.client.createTask({
    body: { deviceId: box.deviceId, kind: 'deploy', releaseId, consent, delivery: 'direct' },
  });
}

const downloads = ({ state }: DeviceBox) => join(state, 'downloads');

function partBytes(box: DeviceBox): number {
  const path = join(downloads(box), 'object.part');
  return existsSync(path) ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0;
}

/** Waits until more than `bytes` of an unfinished package are on the device. */
async function partAbove(box: DeviceBox, bytes: number): Promise<number> {
  for (;;) {
    const here = partBytes(box);
    if (here > bytes) return here;
    await wait(10);
  }
}

/** Waits until fewer than `bytes` are: what was there has been given up. */
async function partBelow(box: DeviceBox, bytes: number): Promise<number> {
  for (;;) {
    const here = partBytes(box);
    if (here < bytes) return here;
    await wait(10);
  }
}
