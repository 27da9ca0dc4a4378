import type { TurnSave } from '@scomo/fleet';
import { type AccountColumns, toColumns } from '../account-columns.ts';
import { hexBytes, toJson } from '../json.ts';
import type { SecretBox } from '../secrets.ts';
import { fromTask } from '../task-columns.ts';
import { type Octets, octets } from './octets.ts';

/** One row of `device_state` (and `devices`) to be written; null = unchanged. */
interface StateRow {
  readonly device_id: string;
  readonly revision: number;
  readonly account: AccountColumns['account'] | null;
  readonly secrets: string | null;
  readonly nonces: AccountColumns['nonces'] | null;
  readonly rotation: string | null;
  /** False: session and reply stay as they are; true without slices: there is none any more. */
  readonly set_session: boolean;
  /** Among the octets: JSON text of the session without its reply, and the reply. */
  readonly session_from: number | null;
  readonly session_length: number | null;
  readonly reply_from: number | null;
  readonly reply_length: number | null;
  readonly info: Readonly<Record<string, string>> | null;
  readonly learnt: TurnSave['learnt'] | null;
  /** Null: last seen stays as it is. */
  readonly seen_at: string | null;
  readonly digest: string | null;
  /** Record of a session that was opened, and the triggers that it may answer. */
  readonly opened_key: string | null;
  readonly opened_ids: readonly number[] | null;
}

function toStateRow(save: TurnSave, digest: string | null, box: SecretBox, beside: Octets): StateRow {
  const account = save.account && toColumns(save.account, box);
  const { reply, ...session } = save.session ?? { reply: undefined };
  const told = save.session ? beside.put(toJson(session)) : undefined;
  const answer = reply && beside.put(reply);
  return {
    device_id: save.deviceId,
    revision: save.revision,
    account: account?.account ?? null,
    secrets: account ? hexBytes(account.secrets) : null,
    nonces: account?.nonces ?? null,
    rotation: save.rotation ? hexBytes(box.seal(save.deviceId, toJson(save.rotation))) : null,
    set_session: save.session !== undefined,
    session_from: told?.from ?? null,
    session_length: told?.length ?? null,
    reply_from: answer?.from ?? null,
    reply_length: answer?.length ?? null,
    info: save.info ?? null,
    learnt: save.learnt ?? null,
    seen_at: save.seenAt,
    digest,
    opened_key: save.opened?.sessionKey ?? null,
    opened_ids: save.opened?.triggerIds ?? null,
  };
}

/** The parameters of the idle statement: one JSON array, and the octets it speaks of. */
export function toIdleValues(saves: readonly TurnSave[], box: SecretBox): readonly (string | Buffer)[] {
  const beside = octets();
  const states = saves.map((save) => toStateRow(save, null, box, beside));
  return [toJson(states), beside.all()];
}

/** The parameters of the save statement: the octets come second, else one JSON array per table. Keys are distinct within each. */
export function toSaveValues(
  saves: readonly TurnSave[],
  digests: ReadonlyMap<string, string>,
  box: SecretBox,
): readonly (string | Buffer)[] {
  const beside = octets();
  const states = saves.map((save) => toStateRow(save, digests.get(save.deviceId) ?? null, box, beside));
  const tasks = saves.flatMap((save) => lastByKey(save.tasks ?? [], (task) => task.id)).map(fromTask);
  const events = saves.flatMap((save) =>
    (save.events ?? []).map((event) => ({ device_id: save.deviceId, ...event })),
  );
  const records = saves.flatMap((save) => save.record ?? []);
  const messages = saves.flatMap((save) =>
    (save.messages ?? []).map((message) => {
      const { from, length } = beside.put(message.bytes);
      return { device_id: save.deviceId, ...message, bytes: undefined, from, length };
    }),
  );
  const [first, ...rest] = [
    states,
    tasks,
    events.map((event, n) => ({ n, ...event })),
    records,
    messages,
  ].map(toJson);
  return [first ?? '', beside.all(), ...rest];
}

function lastByKey<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return items.length < 2 ? items : [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
