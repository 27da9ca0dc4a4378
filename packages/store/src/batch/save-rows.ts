import type { StoredSession, TurnSave } from '@scomo/fleet';
import { type AccountColumns, toColumns } from '../account-columns.ts';
import { hexBytes, toJson } from '../json.ts';
import type { SecretBox } from '../secrets.ts';
import { fromTask } from '../task-columns.ts';

/** One row of `device_state` (and `devices`) to be written; null = unchanged. */
export interface StateRow {
  readonly device_id: string;
  readonly revision: number;
  readonly account: AccountColumns['account'] | null;
  readonly secrets: string | null;
  readonly nonces: AccountColumns['nonces'] | null;
  /** False: session and reply stay as they are. */
  readonly set_session: boolean;
  readonly session: Omit<StoredSession, 'reply'> | null;
  readonly reply: string | null;
  readonly info: Readonly<Record<string, string>> | null;
  /** Null: last seen stays as it is. */
  readonly seen_at: string | null;
  readonly digest: string | null;
}

export function toStateRow(save: TurnSave, digest: string | null, box: SecretBox): StateRow {
  const account = save.account && toColumns(save.account, box);
  const { reply, ...session } = save.session ?? { reply: undefined };
  return {
    device_id: save.deviceId,
    revision: save.revision,
    account: account?.account ?? null,
    secrets: account ? hexBytes(account.secrets) : null,
    nonces: account?.nonces ?? null,
    set_session: save.session !== undefined,
    session: save.session ? (session as Omit<StoredSession, 'reply'>) : null,
    reply: reply ? hexBytes(reply) : null,
    info: save.info ?? null,
    seen_at: save.seenAt,
    digest,
  };
}

/** The parameters of the save statement: one JSON array per table. Keys are distinct within each. */
export function toSaveValues(
  saves: readonly TurnSave[],
  digests: ReadonlyMap<string, string>,
  box: SecretBox,
): readonly string[] {
  const states = saves.map((save) => toStateRow(save, digests.get(save.deviceId) ?? null, box));
  const tasks = saves.flatMap((save) => lastByKey(save.tasks ?? [], (task) => task.id)).map(fromTask);
  const events = saves.flatMap((save) =>
    (save.events ?? []).map((event) => ({ device_id: save.deviceId, ...event })),
  );
  const records = saves.flatMap((save) => save.record ?? []);
  const messages = saves.flatMap((save) =>
    (save.messages ?? []).map((message) => ({
      device_id: save.deviceId,
      ...message,
      bytes: hexBytes(message.bytes),
    })),
  );
  return [states, tasks, events.map((event, n) => ({ n, ...event })), records, messages].map(toJson);
}

function lastByKey<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
