import type { CommandOutcomeView } from '@scomo/api';
import { printable } from './output.ts';

/** What became of each command, one paragraph each: status, results, answers, reports. */
export function outcomesText(outcomes: readonly CommandOutcomeView[]): string {
  return outcomes.map(outcomeText).join('\n');
}

function outcomeText(outcome: CommandOutcomeView): string {
  const { path, kind, uri = '', results = [], resultsLeftOut, answers = [], reports = [] } = outcome;
  const indent = '  '.repeat(path.length - 1);
  const lines = [
    `${path.map((step) => step + 1).join('.')}. ${kind} ${uri}: ${fateOf(outcome)}`,
    ...results.map((result) => `   ${nodeText(result)}`),
    ...(resultsLeftOut === undefined ? [] : [`   … and ${resultsLeftOut} nodes that were not kept`]),
    ...answers.map((answer) => `   answer: ${answer}`),
    ...reports.map((report) => `   alert 1226: ${nodeText(report)}`),
  ];
  return lines.map((line) => indent + printable(line)).join('\n');
}

function fateOf({ status, statusName, sentAt, unknown, endedAt }: CommandOutcomeView): string {
  if (status !== undefined) return `${status} ${statusName ?? ''}`.trim();
  if (unknown !== undefined) return `unknown (${unknown}): it may or may not have been done`;
  if (endedAt !== undefined) return 'answered without a status';
  return sentAt === undefined ? 'not sent yet' : 'sent, no answer yet';
}

function nodeText(node: NonNullable<CommandOutcomeView['results']>[number]): string {
  const { uri, format, type, data, base64, cut } = node;
  const value = data === undefined ? '' : ` = ${data}`;
  return `${uri} (${format}, ${type}${base64 ? ', base64' : ''})${value}${cut ? ' … (cut)' : ''}`;
}
