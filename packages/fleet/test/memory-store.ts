import type { Account } from '@scomo/dm';
import {
  type Device,
  isFinal,
  type Rotation,
  type SessionMessage,
  type SessionRecord,
  type StoredSession,
  type Task,
  type TaskEvent,
  type TurnSave,
  type TurnState,
  type TurnStore,
} from '@scomo/fleet';
import type { Inventory } from '@scomo/scomo';

interface Row {
  device: Device;
  account: Account;
  rotation?: Rotation;
  session: Omit<StoredSession, 'reply'> | null;
  reply: Uint8Array;
  revision: number;
}

/** The device path of the store in memory: what goes in and out passes through JSON. */
export interface MemoryStore extends TurnStore {
  readonly rows: Map<string, Row>;
  readonly tasks: Map<string, Task>;
  readonly events: TaskEvent[];
  readonly records: Map<string, SessionRecord>;
  readonly messages: SessionMessage[];
  /** Of the object that the device is sending. */
  chunks: Uint8Array[];
  inventory: Inventory | undefined;
  saves: number;
  idleSaves: number;
  /** Another node saves first, this many times. */
  overtaken: number;
}

export function memoryStore(device: Device, account: Account, tasks: readonly Task[] = []): MemoryStore {
  const store: MemoryStore = {
    rows: new Map([
      [device.deviceId, { device, account, session: null, reply: new Uint8Array(), revision: 1 }],
    ]),
    tasks: new Map(tasks.map((task) => [task.id, task])),
    events: [],
    records: new Map(),
    messages: [],
    chunks: [],
    inventory: undefined,
    saves: 0,
    idleSaves: 0,
    overtaken: 0,
    async loadTurn(deviceId): Promise<TurnState | undefined> {
      const row = store.rows.get(deviceId);
      if (row === undefined) return undefined;
      const { session, reply, ...rest } = row;
      return {
        ...copy(rest),
        ...(session === null ? {} : { session: { ...copy(session), reply } }),
        tasks: [...store.tasks.values()].filter((task) => !isFinal(task)).map(copy),
      };
    },
    async deviceOfMac(name) {
      const rows = [...store.rows.values()];
      return rows.find(({ account: { incoming } }) => incoming.scheme === 'hmac' && incoming.name === name)
        ?.device.deviceId;
    },
    async loadChunks() {
      return store.chunks;
    },
    async saveTurn(save) {
      const row = store.rows.get(save.deviceId);
      if (row === undefined) throw new Error('a save for no device');
      if (store.overtaken > 0) {
        store.overtaken -= 1;
        row.revision += 1;
      }
      if (row.revision !== save.revision) return 'stale';
      row.revision += 1;
      store.saves += 1;
      keep(row, save);
      for (const task of save.tasks ?? []) store.tasks.set(task.id, copy(task));
      store.events.push(...(save.events ?? []));
      if (save.record !== undefined) store.records.set(save.record.key, save.record);
      store.messages.push(...(save.messages ?? []));
      if (save.chunk === 'drop' || save.chunk?.index === 0) store.chunks = [];
      if (save.chunk !== undefined && save.chunk !== 'drop') store.chunks.push(save.chunk.octets);
      store.inventory = save.inventory ?? store.inventory;
      return 'saved';
    },
    saveIdle(save) {
      const allowed = ['deviceId', 'revision', 'account', 'session', 'seenAt'];
      const extra = Object.keys(save).find((name) => !allowed.includes(name));
      if (extra !== undefined) throw new Error(`an idle save carries no ${extra}`);
      const row = store.rows.get(save.deviceId);
      if (row !== undefined) keep(row, save);
      store.idleSaves += 1;
    },
  };
  return store;
}

function keep(row: Row, save: TurnSave): void {
  if (save.account !== undefined) row.account = copy(save.account);
  if (save.rotation !== undefined) row.rotation = copy(save.rotation);
  if (save.session !== undefined && save.session !== null) {
    const { reply, ...session } = save.session;
    row.session = copy(session);
    row.reply = reply;
  } else if (save.session === null) row.session = null;
  row.device = {
    ...row.device,
    info: save.info ?? row.device.info,
    ...(save.learnt === undefined ? {} : { learnt: save.learnt }),
    ...(save.seenAt === null ? {} : { lastSeenAt: save.seenAt }),
  };
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
