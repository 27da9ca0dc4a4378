import type { ServerEvent } from '@scomo/dm';
import {
  applyEvents,
  type ClientWays,
  FINAL_STATES,
  type Inventory,
  type Knowledge,
  NOTHING_KNOWN,
  nextCommands,
  type OperationOrder,
  type Order,
  type Primitive,
  type TaskFacts,
} from '@scomo/scomo';
import { answer, type FakeDevice, work } from './fake-device.ts';

export const NOW = '2026-01-01T00:00:00.000Z';

export function newTask(id: string, order: Order): TaskFacts {
  return {
    id,
    order,
    state: 'planned',
    reason: 'waiting for the device to call in',
    since: NOW,
    nextCheckAt: '2026-01-08T00:00:00.000Z',
    operations: [],
    members: [],
    consent: [],
  };
}

export function deployOrder(
  components: readonly string[],
  mode: 'ask' | 'tell' | 'silent' = 'ask',
  atomic = true,
): Extract<Order, { kind: 'deploy' }> {
  return {
    kind: 'deploy',
    atomic,
    consent: { mode, deferralsMax: 3 },
    members: components.map((component) => ({
      component,
      version: '2.0',
      pkgId: `sha256:${component}@2.0`,
      packageId: `pk_${component}`,
      bytes: 10,
      title: component,
      provider: 'p',
      summary: '',
      price: '',
      permissions: [],
    })),
  };
}

/** An operation on `com.a 2.0`, or on the deployed `com.a` whatever its version. */
export function operationOrder(operation: Primitive, on: 'package' | 'component'): OperationOrder {
  const [member] = deployOrder(['com.a']).members;
  return { kind: 'operation', operation, component: 'com.a', ...(on === 'package' && member && { member }) };
}

/** What happens to a message pair: `request` the device's message is lost, `reply` the server's. */
export type Fate = 'fine' | 'request' | 'reply';

export interface Drive {
  tasks: TaskFacts[];
  inventory: Inventory | undefined;
  /** Tags of all commands that have left, in order, one list per session. */
  sessions: string[][];
  /** `id state (reason)` in the order entered. */
  trail: string[];
  /** What is known of the client's family. */
  ways?: ClientWays;
}

export function startDrive(...tasks: TaskFacts[]): Drive {
  return { tasks, inventory: undefined, sessions: [], trail: [] };
}

/** One session: the device calls in with its reports, then works off what it was told. */
export function session(
  drive: Drive,
  device: FakeDevice,
  now = NOW,
  fates: readonly Fate[] = [],
  takenMax = 1000,
): void {
  const sentTags: string[] = [];
  drive.sessions.push(sentTags);
  const alerts = [...device.alerts];
  let known: Knowledge = NOTHING_KNOWN;
  let events: readonly ServerEvent[] = [
    { type: 'authenticated' },
    { type: 'opened', reason: 'client' },
    ...alerts,
  ];
  for (let turn = 0; turn < 100; turn += 1) {
    const fate = fates[turn] ?? 'fine';
    if (fate === 'request') break;
    const open = drive.tasks.filter((task) => !FINAL_STATES.includes(task.state));
    const folded = applyEvents(known, open, events, now);
    const next = nextCommands(folded.known, folded.tasks, {
      now,
      packageUrl: (m) => `http://h/${m.packageId}?s=1`,
      ...(drive.ways === undefined ? {} : { ways: drive.ways }),
    });
    const taken = next.commands.slice(0, takenMax);
    const sent: ReturnType<typeof next.sent> = JSON.parse(JSON.stringify(next.sent(taken.length)));
    known = sent.known;
    if (next.inventory !== undefined) drive.inventory = next.inventory;
    note(drive, sent.tasks);
    if (fate === 'reply') break;
    device.alerts = device.alerts.filter((alert) => !alerts.includes(alert));
    if (taken.length === 0) break;
    sentTags.push(...taken.map((command) => command.tag));
    events = answer(device, taken);
    if (turn === 99) throw new Error('the session does not end');
  }
  work(device, now);
}

function note(drive: Drive, changed: readonly TaskFacts[]): void {
  for (const task of changed) {
    const index = drive.tasks.findIndex((each) => each.id === task.id);
    const before = drive.tasks[index];
    if (before?.state !== task.state || before.reason !== task.reason)
      drive.trail.push(`${task.id} ${task.state} (${task.reason})`);
    drive.tasks[index] = task;
  }
}

/** Sessions until every task is final; fails when that takes too many. */
export function runOut(drive: Drive, device: FakeDevice, sessionsMax = 12): void {
  for (let count = 0; count < sessionsMax; count += 1) {
    if (drive.tasks.every((task) => FINAL_STATES.includes(task.state))) return;
    session(drive, device);
  }
  throw new Error(`not ended: ${drive.trail.join(' | ')}`);
}

export function task(drive: Drive, id = 't1'): TaskFacts {
  const found = drive.tasks.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no task ${id}`);
  return found;
}
