import type { Device, Offer } from '@scomo/fleet';
import type { ColumnType, Generated } from 'kysely';
import type { AccountColumns } from './account-columns.ts';
import type { Learnt, Manifest } from './fleet-types.ts';
import type { InventoryColumns } from './inventory/columns.ts';
import type { TaskFactsColumn } from './task-columns.ts';
import type { WakeUpColumns } from './wake-up/columns.ts';

type Time = ColumnType<Date, string, string>;
/** Written as JSON text, read as a value. */
type Json<T> = ColumnType<T, string, string>;

/** The tables of migrations/, for Kysely. */
export interface Schema {
  readonly device_types: {
    name: string;
    description: string;
    legacy: boolean;
    profile: string | null;
    weak_bootstrap: boolean;
    resync: boolean;
    link: 'metered' | 'unmetered';
    direct_bytes_max: number | null;
    created_at: Time;
  };
  readonly devices: {
    device_id: string;
    device_type: string;
    labels: Json<Readonly<Record<string, string>>>;
    info: Json<Readonly<Record<string, string>>>;
    learnt: ColumnType<Learnt | null, string | undefined, string>;
    wake_up: Json<Device['wakeUp']>;
    created_at: Time;
  };
  readonly device_state: {
    device_id: string;
    revision: ColumnType<string, number, number>;
    account: Json<AccountColumns['account']>;
    secrets: Buffer;
    nonces: Json<AccountColumns['nonces']>;
    last_seen_at: Time | null;
    inventory_at: Time | null;
  };
  readonly inventory: Omit<InventoryColumns, 'since'> & { device_id: string; since: Time };
  readonly packages: {
    id: string;
    component: string;
    version: string;
    digest: string;
    /** `bigint`: the driver gives text. */
    bytes: ColumnType<string, number, number>;
    manifest: Json<Manifest>;
    epoch: ColumnType<string, number, number>;
    counter: ColumnType<string, number, number>;
    published: boolean;
    created_at: Time;
  };
  readonly releases: {
    id: string;
    name: string;
    package_ids: Json<readonly string[]>;
    atomic: boolean;
    created_at: Time;
  };
  readonly offers: {
    id: string;
    title: string;
    release_id: string;
    mode: Offer['mode'];
    device_types: Json<readonly string[]>;
    device_ids: Json<readonly string[]>;
    terms: Json<Pick<Offer, 'operations' | 'consent' | 'delivery'>>;
    created_at: Time;
    ended_at: Time | null;
  };
  readonly tasks: {
    device_id: string;
    id: string;
    state: string;
    open: boolean;
    release_id: string | null;
    created_at: Time;
    expires_at: Time;
    facts: Json<TaskFactsColumn>;
  };
  readonly task_events: {
    device_id: string;
    task_id: string;
    n: Generated<string>;
    at: Time;
    state: string;
    reason: string;
    session_key: string | null;
  };
  readonly sessions: {
    device_id: string;
    key: string;
    session_id: string;
    started_at: Time;
    ended_at: Time | null;
    messages: number;
    outcome: string;
  };
  readonly session_messages: {
    device_id: string;
    session_key: string;
    index: number;
    at: Time;
    direction: 'in' | 'out';
    encoding: 'xml' | 'wbxml';
    bytes: Buffer;
  };
  readonly wake_ups: Omit<WakeUpColumns, 'asked_at'> & { asked_at: Time };
  readonly enrolments: { token_digest: string; device_type: string; expires_at: Time };
  readonly replays: { key: string; request_digest: string; status: number; body: string; at: Time };
}
