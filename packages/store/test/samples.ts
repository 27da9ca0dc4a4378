import type {
  InventoryRow,
  SessionMessage,
  SessionRecord,
  StoredSession,
  Task,
  TaskEvent,
  TurnSave,
  TurnState,
} from '@scomo/fleet';

export const KEY = new Uint8Array(32).fill(7);
export const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The n-th second of a day. */
export function at(n: number): string {
  return new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
}

export const TYPE = {
  name: 'gateway',
  description: 'Linux gateway',
  legacy: false,
  weakBootstrap: false,
  resync: false,
  link: 'unmetered' as const,
  createdAt: at(0),
};

export function deviceOf(deviceId: string, deviceType = TYPE.name) {
  return { deviceId, deviceType, labels: { site: 'A' }, info: {}, wakeUp: [], createdAt: at(0) };
}

export function accountOf(deviceId: string, nonce = 'bm9uY2U='): TurnState['account'] {
  return {
    deviceId,
    serverId: 'scomo',
    incoming: { scheme: 'md5', name: `user-${deviceId}`, a1: `a1 of ${deviceId}`, nonces: [nonce] },
    outgoing: { scheme: 'md5', name: 'scomo', secret: `secret of ${deviceId}`, nonce: '' },
  };
}

export function taskOf(id: string, deviceId: string, change: Partial<Task> = {}): Task {
  return {
    id,
    deviceId,
    order: { kind: 'inventory' },
    state: 'planned',
    reason: 'device has not called in',
    since: at(1),
    nextCheckAt: at(600),
    operations: [],
    members: [],
    consent: [],
    createdAt: at(1),
    expiresAt: at(3600),
    ...change,
  };
}

export function eventOf(taskId: string, n = 1, change: Partial<TaskEvent> = {}): TaskEvent {
  return { taskId, at: at(n), state: 'planned', reason: `event ${n}`, ...change };
}

export function sessionOf(key: string, deviceId: string, change: Partial<StoredSession> = {}): StoredSession {
  return {
    key,
    token: 'token',
    startedAt: at(1),
    // The store hands these two on unread.
    session: {
      state: 'ready',
      sessionId: '1',
      deviceId,
      pending: [],
      owed: [],
    } as unknown as StoredSession['session'],
    known: { facts: { './DevInfo': { kind: 'absent', code: 404 } } } as unknown as StoredSession['known'],
    requestDigest: 'ab',
    reply: Uint8Array.of(0, 255, 92, 34, 10),
    repliedAt: at(2),
    ...change,
  };
}

export function recordOf(key: string, deviceId: string, change: Partial<SessionRecord> = {}): SessionRecord {
  return { key, deviceId, sessionId: '1', startedAt: at(1), messages: 1, outcome: 'open', ...change };
}

export function messageOf(sessionKey: string, index: number, direction: 'in' | 'out' = 'in'): SessionMessage {
  return {
    sessionKey,
    index,
    at: at(index),
    direction,
    encoding: 'wbxml',
    bytes: Uint8Array.of(index, 0, 255),
  };
}

export function rowOf(id: string, version: string, change: Partial<InventoryRow> = {}) {
  return {
    uri: `./SCOMO/Inventory/Deployed/${id}`,
    id,
    name: id,
    version,
    description: '',
    envType: 'generation',
    pkgIdRef: '',
    state: 20,
    status: 10,
    ...change,
  };
}

export function inventoryOf(...deployed: ReturnType<typeof rowOf>[]): NonNullable<TurnSave['inventory']> {
  return { deployed, delivered: [], downloads: [], sets: false, setUris: [] };
}
