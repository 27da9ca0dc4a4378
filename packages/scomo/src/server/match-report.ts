import { orderedMember } from './find-member.ts';
import type { OperationRecord, TaskFacts } from './task.ts';
import { lastSegment, parentUri, sameName } from './uri.ts';

/** Where an operation stands in the list of tasks. */
export interface OperationPlace {
  readonly task: number;
  readonly operation: number;
}

/** What a report's alert says of the operation it belongs to. */
export interface ReportMarks {
  readonly correlator?: string;
  readonly source?: string;
  readonly target?: string;
  readonly identifier?: string;
}

interface Candidate extends OperationPlace {
  readonly record: OperationRecord;
  readonly facts: TaskFacts;
}

/**
 * The operation a report is about: by Correlator, else the newest open one whose URI is Source, else by Identifier;
 * overridden where Correlator and Source came from a client that hands them out first in, first out. spec/scomo.md §5.4
 */
export function matchReport(tasks: readonly TaskFacts[], marks: ReportMarks): OperationPlace | undefined {
  const all = tasks.flatMap((facts, task) =>
    facts.operations.map((record, operation): Candidate => ({ task, operation, record, facts })),
  );
  const open = all.filter((candidate) => candidate.record.endedAt === undefined);
  const byCorrelator = all.find((candidate) => candidate.record.correlator === marks.correlator);
  if (byCorrelator?.record.endedAt !== undefined) return byCorrelator;
  const bySource =
    marks.source === undefined
      ? undefined
      : open.findLast((candidate) => candidate.record.uri === marks.source);
  const found = byCorrelator ?? bySource;
  const others = open.filter((candidate) => candidate !== found && isMeant(candidate, marks));
  if (found === undefined) return others.length === 0 ? undefined : others[0];
  const mistaken =
    others.length === 1 && marks.identifier !== undefined && !belongs(found) && !isMeant(found, marks);
  return mistaken ? others[0] : found;
}

/** A set's operation has Items for several components: their Identifiers say nothing against it. */
function belongs(candidate: Candidate): boolean {
  return candidate.record.operation === 'ActivateSet';
}

/** Identifier is the component or its PkgID, or the alert names the node that the operation stands in. */
function isMeant(candidate: Candidate, marks: ReportMarks): boolean {
  const { record, facts } = candidate;
  const node = lastSegment(parentUri(parentUri(record.uri)));
  const names = [record.component];
  const member = orderedMember(facts.order, record.component);
  if (member !== undefined) names.push(member.pkgId);
  if (marks.identifier !== undefined && names.includes(marks.identifier)) return record.component !== '';
  const pointed = marks.target === undefined ? marks.identifier : lastSegment(marks.target);
  return pointed !== undefined && sameName(pointed, node);
}
