import { FLEET_LIMITS } from '../limits.ts';
import type { Instant } from '../model.ts';
import type { TurnSave, TurnState } from '../ports.ts';
import { isFinal } from '../tasks/is-final.ts';

/**
 * What a turn stored, for the next message of the same session: it needs no load then. Only a copy: whatever follows
 * from it is saved on its revision, so that a row another node or an operator has moved makes it stale.
 */
export interface OpenSessions {
  /** Takes the state out: it serves one turn. Undefined when there is none, or none that is recent. */
  take(deviceId: string, now: Instant): TurnState | undefined;
  /** Keeps the state of a proven device's session that goes on. */
  keep(state: TurnState): void;
  readonly size: number;
}

export function createOpenSessions(): OpenSessions {
  const { openSessionsMax, openSessionFactsMax } = FLEET_LIMITS;
  const states = new Map<string, { readonly state: TurnState; readonly weight: number }>();
  let weight = 0;
  const remove = (deviceId: string): TurnState | undefined => {
    const entry = states.get(deviceId);
    if (entry === undefined) return undefined;
    states.delete(deviceId);
    weight -= entry.weight;
    return entry.state;
  };
  return {
    get size() {
      return states.size;
    },
    take(deviceId, now) {
      const state = remove(deviceId);
      const age = Date.parse(now) - Date.parse(state?.session?.repliedAt ?? '');
      return age <= FLEET_LIMITS.openSessionSecondsMax * 1000 ? state : undefined;
    },
    keep(state) {
      remove(state.device.deviceId);
      const entry = { state, weight: weightOf(state) };
      states.set(state.device.deviceId, entry);
      weight += entry.weight;
      for (const oldest of states.keys()) {
        if (states.size <= openSessionsMax && weight <= openSessionFactsMax) break;
        remove(oldest);
      }
    },
  };
}

/** The state as the next load would give it, when the session goes on and the device is proven. */
export function stateAfter(state: TurnState, save: TurnSave): TurnState | undefined {
  const { session, seenAt } = save;
  if (session === undefined || session === null || seenAt === null) return undefined;
  if (session.session.state === 'closed') return undefined;
  const saved = new Map((save.tasks ?? []).map((task) => [task.id, task]));
  return {
    device: {
      ...state.device,
      info: save.info ?? state.device.info,
      ...(save.learnt === undefined ? {} : { learnt: save.learnt }),
      lastSeenAt: seenAt,
      ...(save.inventory === undefined ? {} : { inventoryAt: seenAt }),
    },
    account: save.account ?? state.account,
    ...rotationOf(save.rotation ?? state.rotation),
    session,
    tasks: [...new Map([...state.tasks.map((task) => [task.id, task] as const), ...saved]).values()].filter(
      (task) => !isFinal(task),
    ),
    ...(state.updatesOffered === undefined ? {} : { updatesOffered: true as const }),
    revision: state.revision + 1,
  };
}

function rotationOf(rotation: TurnState['rotation']): Pick<TurnState, 'rotation'> {
  return rotation === undefined ? {} : { rotation };
}

function weightOf({ session, tasks }: TurnState): number {
  const { facts, inventory } = session?.known ?? { facts: {} };
  const rows = inventory === undefined ? 0 : inventory.deployed.length + inventory.delivered.length;
  const results = tasks.flatMap(({ outcomes = [] }) => outcomes.flatMap((outcome) => outcome.results ?? []));
  // A result has a value of any size: one more for every hundred characters.
  const values = results.reduce((sum, { data = '' }) => sum + 1 + Math.floor(data.length / 100), 0);
  return 1 + Object.keys(facts).length + rows + values;
}
