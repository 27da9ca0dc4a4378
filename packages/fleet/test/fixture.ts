import type { Account, Scheme } from '@scomo/dm';
import { a1Of } from '@scomo/dm';
import {
  createGate,
  createKeyedQueue,
  createOpenSessions,
  newDeployTask,
  newInventoryTask,
  newRemoveTask,
  newTreeTask,
  receiveTurn,
  type Task,
  type TurnEnv,
} from '@scomo/fleet';
import type { DeployMember, TreeCommand } from '@scomo/scomo';
import type { Encoding } from '@scomo/syncml';
import { type MemoryStore, memoryStore } from './memory-store.ts';
import { type TestPorts, testPorts } from './ports.ts';
import { type RealDevice, realDevice, type Wire } from './real-device.ts';

export const DEVICE_ID = 'IMEI:004999010640000';
const CLIENT_SECRET = 'a-client-secret-of-32-characters';
const SERVER_SECRET = 'a-server-secret-of-32-characters';

/** Devices may ask for nothing. */
const nothingOffered: TurnEnv['requests'] = {
  offersFor: async () => [],
  askedTasks: async () => [],
  inventory: async () => [],
  plan: async () => {
    throw new Error('nothing is offered');
  },
};

export interface Fixture {
  readonly ports: TestPorts;
  readonly store: MemoryStore;
  readonly env: TurnEnv;
  readonly device: RealDevice;
  readonly wire: Wire;
  /** Package files of the server, by PkgID. */
  readonly files: Map<string, Uint8Array>;
}

/** A device and a server that know each other, with these tasks waiting. */
export function fixture(
  tasks: readonly Task[] = [],
  scheme: Scheme = 'md5',
  encoding: Encoding = 'wbxml',
): Fixture {
  const ports = testPorts();
  const files = new Map<string, Uint8Array>();
  const createdAt = '2025-12-31T00:00:00.000Z';
  const record = { deviceId: DEVICE_ID, deviceType: 'test', labels: {}, info: {}, wakeUp: [], createdAt };
  const store = memoryStore(record, serverAccount(scheme, ports), tasks);
  const env: TurnEnv = {
    store,
    ports,
    queue: createKeyedQueue(),
    openSessions: createOpenSessions(),
    requests: nothingOffered,
    refusalKey: 'key',
    gate: createGate(() => undefined),
    serverUri: 'http://127.0.0.1/dm',
    respUri: (token) => `http://127.0.0.1/dm?s=${token}`,
    packageUrl: (deviceId, member) => `http://127.0.0.1/dl/${member.packageId}?d=${deviceId}&sig=abc`,
    readObject: async (id, offset, length) => files.get(id)?.subarray(offset, offset + length),
    limits: { authRoundsMax: 3, messagesMax: 200 },
  };
  const wire: Wire = { encoding, ports, send: (input) => receiveTurn(input, env) };
  return { ports, store, env, device: realDevice(deviceAccount(scheme, ports)), wire, files };
}

function serverAccount(scheme: Scheme, ports: TestPorts): Account {
  return {
    deviceId: DEVICE_ID,
    serverId: 'scomo',
    incoming: { scheme, name: 'dev', a1: a1Of('dev', CLIENT_SECRET, ports.auth), nonces: [] },
    outgoing: { scheme, name: 'scomo', secret: SERVER_SECRET, nonce: '' },
  };
}

function deviceAccount(scheme: Scheme, ports: TestPorts): Account {
  return {
    deviceId: DEVICE_ID,
    serverId: 'scomo',
    incoming: { scheme, name: 'scomo', a1: a1Of('scomo', SERVER_SECRET, ports.auth), nonces: [] },
    outgoing: { scheme, name: 'dev', secret: CLIENT_SECRET, nonce: '' },
  };
}

function fields(id: string) {
  const now = '2026-01-01T00:00:00.000Z';
  return { id, deviceId: DEVICE_ID, now, expiresAt: '2026-01-08T00:00:00.000Z' };
}

export function deployTask(id: string, components: readonly string[]): Task {
  const members = components.map(
    (component, index): DeployMember => ({
      component,
      version: '2.0',
      pkgId: pkgId(index + 2),
      packageId: `pk_${component}`,
      bytes: 10,
      title: component,
      provider: 'p',
      summary: 's',
      price: '',
      permissions: [],
    }),
  );
  const release = { id: 're_1', atomic: true };
  return newDeployTask(fields(id), release, members, [], { mode: 'ask', deferralsMax: 3 }, {});
}

export const inventoryTask = (id: string): Task => newInventoryTask(fields(id));
export const removeTask = (id: string, components: readonly string[]): Task =>
  newRemoveTask(fields(id), components);

export const treeTask = (id: string, commands: readonly TreeCommand[]): Task =>
  newTreeTask(fields(id), commands);

export function pkgId(digit: number): string {
  return `sha256:${String(digit).repeat(64)}`;
}
