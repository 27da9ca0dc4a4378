import type { Account, AuthPorts, server } from '@scomo/dm';
import type { Inventory, Knowledge } from '@scomo/scomo';
import type {
  Device,
  DeviceType,
  Instant,
  InventoryRow,
  NewWakeUp,
  Offer,
  Package,
  Release,
  SessionMessage,
  SessionRecord,
  Task,
  TaskEvent,
  TaskOrigin,
  WakeUp,
  WakeUpAddress,
} from './model.ts';
import type { Learnt } from './profiles/profile.ts';
import type { Rotation } from './resync/rotation.ts';

/** A session between two turns. */
export interface StoredSession {
  /** `se_…`; names the record for engineers. */
  readonly key: string;
  /** ≥ 128 random bits in RespURI; a request that carries another token is not of this session. */
  readonly token: string;
  readonly startedAt: Instant;
  readonly session: server.ServerSession;
  readonly known: Knowledge;
  /** SHA-256 hex of the newest request, and the bytes it was answered with. */
  readonly requestDigest: string;
  readonly reply: Uint8Array;
  /** The MAC header that went beside the reply. spec/omadm.md §9.4 */
  readonly replyMac?: string;
  readonly repliedAt: Instant;
  /** A session that began while this one was open, and has not proven itself yet: the first of both that does stays. */
  readonly challenger?: WaitingSession;
}

/** A session kept within another one, its reply as base64. */
export interface WaitingSession extends Omit<StoredSession, 'reply' | 'challenger'> {
  readonly reply: string;
}

/** Everything one turn of one device needs, read at once. */
export interface TurnState {
  readonly device: Device;
  readonly account: Account;
  /** Of a device that has resynchronised. */
  readonly rotation?: Rotation;
  readonly session?: StoredSession;
  /** Open tasks, oldest first. */
  readonly tasks: readonly Task[];
  /** There is an offer of updates for it. */
  readonly updatesOffered?: true;
  /** Fencing: goes up by one with each save of this device, and whenever an operator changes its tasks. */
  readonly revision: number;
}

/** Everything one turn changes, committed at once before the answer leaves. Absent = unchanged. */
export interface TurnSave {
  readonly deviceId: string;
  /** The revision that was loaded; a save on another one is refused. */
  readonly revision: number;
  readonly account?: Account;
  readonly rotation?: Rotation;
  /** `null` = session over. */
  readonly session?: StoredSession | null;
  readonly tasks?: readonly Task[];
  readonly events?: readonly TaskEvent[];
  readonly info?: Readonly<Record<string, string>>;
  readonly learnt?: Learnt;
  readonly inventory?: Inventory;
  /** A chunk of the object that the device is sending, index 0 in the place of all before; `drop`: none is needed any more. */
  readonly chunk?: server.Chunk | 'drop';
  readonly record?: SessionRecord;
  readonly messages?: readonly SessionMessage[];
  /** `null`: the peer has not proven to be the device. */
  readonly seenAt: Instant | null;
  /** A proven device has opened a session: it answers the open wake-up, by its id when that is one of `triggerIds`. */
  readonly opened?: { readonly sessionKey: string; readonly triggerIds: readonly number[] };
}

/** The device path: batched by the store (group commit). */
export interface TurnStore {
  /** Undefined: no such device. */
  loadTurn(deviceId: string): Promise<TurnState | undefined>;
  /** The device whose account asks for MACs under this user name: it must be known before a body is decoded. */
  deviceOfMac(name: string): Promise<string | undefined>;
  /** Chunks of the object that the device is sending, in order. */
  loadChunks(deviceId: string): Promise<readonly Uint8Array[]>;
  /** Resolves after commit: `saved`, or `stale` when another turn of the device came first. */
  saveTurn(save: TurnSave): Promise<'saved' | 'stale'>;
  /** Write-behind for turns that change nothing but last-seen and nonces; may be lost. */
  saveIdle(save: TurnSave): void;
}

/** One page of a list: keyset by opaque cursor. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}

/** A wake-up that is to be sent now; the store counts it as sent. */
export interface DueWakeUp {
  readonly wakeUp: WakeUp;
  /** As it was before this try. */
  readonly before: WakeUp;
  readonly addresses: readonly WakeUpAddress[];
  readonly account: Account;
}

/** Triggers on their way. */
export interface WakeUpStore {
  /**
   * Keeps it, or starts the device's open one over, which keeps its session id. Undefined when the device does not
   * exist or has no address.
   */
  createWakeUp(wakeUp: NewWakeUp): Promise<WakeUp | undefined>;
  wakeUps(page: PageRequest & { readonly deviceId: string }): Promise<Page<WakeUp>>;
  /**
   * Takes what is due by `nextStep`, no faster than the rate over all programs on this database, and moves the planned
   * tasks of the devices to `notified`; what answered or expired meanwhile is noted and not given out.
   */
  takeWakeUps(now: Instant, perSecond: number): Promise<readonly DueWakeUp[]>;
  /** No bearer took it: it is as before but for the try, and tasks that no other try has notified are planned again. */
  wakeUpNotSent(due: DueWakeUp, why: string, at: Instant): Promise<void>;
  /** Gives a push of up to 1000 octets to all programs on this database that hear; which of them holds the device is not known. */
  announce(deviceId: string, push: Uint8Array): Promise<void>;
  /** Resolves when what is announced from now on comes to `listener`; once per store. Rejects when it cannot. */
  hear(listener: (deviceId: string, push: Uint8Array) => void): Promise<void>;
}

/** A package without the lists of its files and chunks. */
export interface OfferedPackage extends Pick<Package, 'id' | 'component' | 'version' | 'digest' | 'bytes'> {
  readonly manifest: Omit<Package['manifest'], 'files' | 'chunks'>;
}

/** An offer with what it consists of: all of it published, in the order of the release. */
export interface OfferedRelease {
  readonly offer: Offer;
  readonly packages: readonly OfferedPackage[];
}

/** A task that a device has brought about by asking. */
export type AskedTask = Pick<Task, 'id' | 'state' | 'createdAt'> & { readonly origin: TaskOrigin };

/** What devices may ask for. */
export interface OfferStore {
  createOffer(offer: Offer): Promise<boolean>;
  offer(id: string): Promise<Offer | undefined>;
  offers(page: PageRequest): Promise<Page<Offer>>;
  /** What was ordered before goes on. Undefined: no such offer. */
  endOffer(id: string, at: Instant): Promise<Offer | undefined>;
  /** The offers that have not ended and name this device or its type, newest first, at most `limit`. */
  offersFor(device: Device, limit: number): Promise<readonly OfferedRelease[]>;
  /** Tasks that came of the device's asking, newest first, at most `limit`. */
  askedTasks(deviceId: string, limit: number): Promise<readonly AskedTask[]>;
}

/** The operator's side of the store. Creations return false when the key is taken. */
export interface FleetStore extends TurnStore, WakeUpStore, OfferStore {
  createDeviceType(type: DeviceType): Promise<boolean>;
  deviceType(name: string): Promise<DeviceType | undefined>;
  deviceTypes(page: PageRequest): Promise<Page<DeviceType>>;

  createDevice(device: Device, account: Account): Promise<boolean>;
  device(deviceId: string): Promise<Device | undefined>;
  devices(page: PageRequest & { readonly deviceType?: string }): Promise<Page<Device>>;
  deleteDevice(deviceId: string): Promise<boolean>;
  /** False when there is no such device. */
  setWakeUp(deviceId: string, addresses: readonly WakeUpAddress[]): Promise<boolean>;
  inventory(deviceId: string): Promise<readonly InventoryRow[]>;

  /** False when the id, the digest, or component and version together are taken. */
  createPackage(pkg: Package): Promise<boolean>;
  publishPackage(id: string): Promise<Package | undefined>;
  package(id: string): Promise<Package | undefined>;
  packageByDigest(digest: string): Promise<Package | undefined>;
  packages(page: PageRequest & { readonly component?: string }): Promise<Page<Package>>;

  createRelease(release: Release): Promise<boolean>;
  release(id: string): Promise<Release | undefined>;
  releases(page: PageRequest): Promise<Page<Release>>;

  /** Refused (false) when the device does not exist. */
  createTask(task: Task, event: TaskEvent): Promise<boolean>;
  task(id: string): Promise<Task | undefined>;
  tasks(page: PageRequest & { readonly deviceId?: string; readonly state?: string }): Promise<Page<Task>>;
  taskEvents(id: string): Promise<readonly TaskEvent[]>;
  /** Ends an open task; false when it is final already. */
  cancelTask(id: string, at: Instant): Promise<boolean>;
  /** Ends tasks past `expiresAt`; returns how many. */
  expireTasks(now: Instant): Promise<number>;

  sessions(page: PageRequest & { readonly deviceId?: string }): Promise<Page<SessionRecord>>;
  session(
    key: string,
  ): Promise<{ readonly record: SessionRecord; readonly messages: readonly SessionMessage[] } | undefined>;

  /** Keeps a one-time token by its SHA-256 hex; false when taken. security.md A4 */
  createEnrolment(tokenDigest: string, deviceType: string, expiresAt: Instant): Promise<boolean>;
  /** Uses a token up, atomically: undefined when it is unknown, used or out of date. */
  takeEnrolment(tokenDigest: string, now: Instant): Promise<{ readonly deviceType: string } | undefined>;

  /** Idempotency-Key: the stored response of an earlier identical request. */
  replay(
    key: string,
  ): Promise<{ readonly requestDigest: string; readonly status: number; readonly body: string } | undefined>;
  remember(key: string, requestDigest: string, status: number, body: string, at: Instant): Promise<void>;

  close(): Promise<void>;
}

/** Randomness, time and digests of the program. */
export interface FleetPorts {
  now(): Instant;
  /** Lower-case base32, 26 characters per call, time-ordered; prefixed like `tk_`. */
  newId(prefix: string): string;
  /** 32 random bytes, base64url. */
  newSecret(): string;
  sha256Hex(bytes: Uint8Array): string;
  /** RFC 2104 with SHA-1, for bootstrap documents. */
  hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array;
  readonly auth: AuthPorts;
}
