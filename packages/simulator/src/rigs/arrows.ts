import { type Journals, leftovers } from './state-folder.ts';

/** How far the work of an agent has come: the steps of security.md §4.1, in their order. */
export const ARROWS = [
  'IDLE',
  'ACCEPTED',
  'DOWNLOADING',
  'VERIFIED',
  'UNPACKED',
  'PLANNED',
  'SWITCHED',
  'ACTIVE',
  'ROLLING_BACK',
  'RESULT_SPOOLED',
  'ACKED',
  'CLEAN',
] as const;
export type Arrow = (typeof ARROWS)[number];

const ARROW_OF_PHASE: Readonly<Record<string, Arrow>> = {
  accepted: 'ACCEPTED',
  downloading: 'DOWNLOADING',
  staging: 'VERIFIED',
  staged: 'UNPACKED',
};

/** Of a change in the journal of the privileged part. */
const ARROW_OF_STEP: Readonly<Record<string, Arrow>> = {
  planned: 'PLANNED',
  switching: 'PLANNED',
  switched: 'SWITCHED',
  reverting: 'ROLLING_BACK',
};

interface KeptPhase {
  readonly name: string;
  readonly id?: string;
}

/** The change under way in the privileged part. */
interface KeptChange {
  readonly request: { readonly id: string };
  readonly step: string;
}

/** Its last outcomes. */
interface KeptOutcome {
  readonly id: string;
  readonly outcome: { readonly done: boolean };
}

/** The arrow at which an agent stands, as its journals and its folder tell. `idleOrder`: number of the newest order before. */
export function arrowOf(journals: Journals, state: string, idleOrder: number): Arrow {
  const { talk } = journals;
  const open = talk.prepare('SELECT phase FROM orders WHERE open = 1 ORDER BY id LIMIT 1').get()?.phase;
  if (open !== undefined) {
    const phase = JSON.parse(String(open)) as KeptPhase;
    return phase.name === 'changing'
      ? changingArrow(journals, phase)
      : known(ARROW_OF_PHASE[phase.name], phase.name);
  }
  if (talk.prepare('SELECT 1 FROM reports WHERE answered IS NULL LIMIT 1').get() !== undefined)
    return 'RESULT_SPOOLED';
  if (newestOrder(journals) === idleOrder) return 'IDLE';
  return leftovers(state, journals).length > 0 ? 'ACKED' : 'CLEAN';
}

function changingArrow({ installer }: Journals, { id }: KeptPhase): Arrow {
  const fact = (key: string): unknown => {
    const value = installer.prepare('SELECT value FROM facts WHERE key = ?').get(key)?.value;
    return value === undefined ? null : JSON.parse(String(value));
  };
  const outcomes = (fact('outcomes') ?? []) as readonly KeptOutcome[];
  const ended = outcomes.find((each) => each.id === id);
  if (ended !== undefined) return ended.outcome.done ? 'ACTIVE' : 'ROLLING_BACK';
  const change = fact('change') as KeptChange | null;
  return change !== null && change.request.id === id
    ? known(ARROW_OF_STEP[change.step], change.step)
    : 'PLANNED';
}

function known(arrow: Arrow | undefined, name: string): Arrow {
  if (arrow === undefined) throw new Error(`a journal knows a step ${name} that the rig does not`);
  return arrow;
}

/** Number of the newest order, 0 when there is none. */
export function newestOrder({ talk }: Journals): number {
  return Number(talk.prepare('SELECT coalesce(max(id), 0) AS id FROM orders').get()?.id);
}
