import { asFailure, Failure, Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import type { Change, Undo } from '../installers/installer.ts';
import {
  activeComponents,
  applyChange,
  planChange,
  revertChange,
  unsafeToRepeat,
} from '../installers/installers.ts';
import { readFact, writeFact } from '../journal/facts.ts';
import type { Journal } from '../journal/journal.ts';
import { dropPackage, findPackage } from '../journal/packages.ts';
import { checkHealth } from '../supervisor/probe.ts';
import { commitChange } from './commit-change.ts';
import type { Part } from './part.ts';
import { planRequest, recordsOf } from './plan-request.ts';
import type { ChangeRequest, FailureNote, Outcome } from './port.ts';
import { quarantine } from './quarantine.ts';

/** The change under way. `undo` was made before anything moved. */
export interface ChangeNote {
  readonly request: ChangeRequest;
  readonly step: 'planned' | 'switching' | 'switched' | 'reverting';
  readonly undo: Undo;
  /** How often the part has come up in the step `switched`. */
  readonly starts: number;
  readonly failure?: FailureNote;
}

/** Of the last changes: who asked may have died before it heard. */
interface OutcomeNote {
  readonly id: string;
  readonly outcome: Outcome;
}

/** The change that has begun and not ended. */
export function openChange({ journal }: Pick<Part, 'journal'>): ChangeNote | undefined {
  return readFact<ChangeNote | null>(journal, 'change') ?? undefined;
}

/** Begins a change and carries it through; one with the id of an earlier change has its outcome. Throws Stopped. */
export async function runChange(part: Part, request: ChangeRequest): Promise<Outcome> {
  const open = openChange(part);
  if (open !== undefined) await resumeChange(part, open);
  const known = outcomes(part.journal).find(({ id }) => id === request.id);
  if (known !== undefined) return known.outcome;
  const begun: ChangeNote = { request, step: 'planned', undo: {}, starts: 0 };
  try {
    const undo = await planChange(part.installers, planRequest(part, request));
    return await carryOut(part, keep(part, { ...begun, undo }), false);
  } catch (error) {
    if (error instanceof Stopped || openChange(part)?.request.id === request.id) throw error;
    return end(part, begun, { done: false, failure: noteOf(error, request), moved: false });
  }
}

/** The way back that an ended change could not go: until it is gone, or another change has ended, nothing old is swept. */
export function stuckUndo({ journal }: Pick<Part, 'journal'>): Undo | undefined {
  return readFact<Undo | null>(journal, 'stuck') ?? undefined;
}

/** Goes that way after a restart: what stood in it, a full disk for one, may be gone. Throws Failure and what a disk throws. */
export async function unstick({ installers, journal }: Part, undo: Undo): Promise<void> {
  await revertChange(installers, undo);
  writeFact(journal, 'stuck', null);
}

/** Goes on with a change after a restart. Throws Stopped. */
export function resumeChange(part: Part, note: ChangeNote): Promise<Outcome> {
  return carryOut(part, note, true);
}

/**
 * planned → switching → switched → probed, or back. Each step is in the journal before it is taken, so this can be called
 * again after a crash at any point. security.md §4.1
 */
async function carryOut(part: Part, begun: ChangeNote, resumed: boolean): Promise<Outcome> {
  let note = begun;
  const { request } = note;
  const take = (more: Partial<ChangeNote>) => {
    note = keep(part, { ...note, ...more });
  };
  try {
    if (note.step === 'switching' && resumed && unsafeToRepeat(part.installers, note.undo)) {
      throw new Failure(request.code, 'interrupted while package scripts ran');
    }
    if (note.step === 'planned' || note.step === 'switching') {
      take({ step: 'switching' });
      await applyChange(part.installers, changeOf(part, request), note.undo);
      take({ step: 'switched' });
    }
    if (note.step === 'switched') {
      if (note.starts >= LIMITS.activationStartsMax) {
        quarantine(part.journal, request);
        throw new Failure(request.code, `the agent died ${note.starts} times while it started`);
      }
      take({ starts: note.starts + 1 });
      return end(part, note, { done: true, outputs: await bringUp(part, request) });
    }
  } catch (error) {
    if (error instanceof Stopped) throw error;
    take({ step: 'reverting', failure: noteOf(error, request) });
  }
  return await goBack(part, note);
}

function changeOf({ journal }: Part, { activate, deactivate, remove }: ChangeRequest): Change {
  return { activate: recordsOf(journal, activate), deactivate, remove };
}

/** Starts what is new and asks each member for its health. Returns what the probes printed. */
async function bringUp(part: Part, { activate, code }: ChangeRequest): Promise<Record<string, string>> {
  const active = activeComponents(part.installers);
  const members = recordsOf(part.journal, activate).map(({ manifest }) => manifest.component);
  await part.supervisor.reconcile(active, members);
  const outputs: Record<string, string> = {};
  for (const id of members) {
    const component = active.find((candidate) => candidate.id === id);
    if (component === undefined) throw new Failure(code, `${id} is not active after the switch`, id);
    const { healthy, detail } = await checkHealth(part.state, component, part.supervisor);
    if (part.signal.aborted) throw new Stopped();
    if (!healthy) throw new Failure(code, detail, id);
    outputs[id] = detail;
  }
  return outputs;
}

async function goBack(part: Part, note: ChangeNote): Promise<Outcome> {
  const failure: FailureNote = note.failure ?? { code: 1412, detail: 'no reason was kept' };
  let trouble: string | undefined;
  try {
    await revertChange(part.installers, note.undo);
  } catch (error) {
    trouble = asFailure(error, 1412).message;
  }
  await part.supervisor.reconcile(activeComponents(part.installers));
  return end(part, note, { done: false, failure, moved: true, ...(trouble !== undefined && { trouble }) });
}

/** The outcome, and what it means for the packages, become durable together. */
function end(part: Part, note: ChangeNote, outcome: Outcome): Outcome {
  const { journal } = part;
  journal.transaction(() => {
    if (outcome.done) commitChange(part, note.request);
    else dropFresh(journal, note.request);
    const older = outcomes(journal).slice(1 - LIMITS.outcomesKept);
    writeFact(journal, 'outcomes', [...older, { id: note.request.id, outcome }] satisfies OutcomeNote[]);
    writeFact(journal, 'change', null);
    const stuck = !outcome.done && outcome.trouble !== undefined;
    writeFact(journal, 'stuck', stuck ? note.undo : null);
  });
  return outcome;
}

function outcomes(journal: Journal): readonly OutcomeNote[] {
  return readFact<readonly OutcomeNote[]>(journal, 'outcomes') ?? [];
}

function dropFresh(journal: Journal, { fresh }: ChangeRequest): void {
  for (const pkgId of fresh)
    if (findPackage(journal, pkgId)?.place === 'inactive') dropPackage(journal, pkgId);
}

function keep({ journal }: Part, note: ChangeNote): ChangeNote {
  writeFact(journal, 'change', note);
  return note;
}

function noteOf(error: unknown, { code: otherwise }: ChangeRequest): FailureNote {
  const { code, message, component } = asFailure(error, otherwise);
  return { code, detail: message, ...(component !== undefined && { component }) };
}
