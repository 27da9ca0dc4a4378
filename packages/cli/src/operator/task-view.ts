import type { TaskView } from '@scomo/api';
import { exitBy, followTask } from './follow-task.ts';
import { orderText } from './order-text.ts';
import { type Column, moment, printOne } from './output.ts';

/** Tasks as a table. */
export const TASK_COLUMNS: readonly Column<TaskView>[] = [
  ['task', (task) => task.id],
  ['device', (task) => task.deviceId],
  ['order', (task) => orderText(task)],
  ['state', (task) => task.state],
  ['reason', (task) => task.reason],
  ['since', (task) => moment(task.since)],
];

/** Prints a task, with `wait` as it is when it is over; then a task that went wrong is exit code 1. */
export async function printTask(
  task: TaskView,
  options: { readonly wait?: boolean; readonly json?: boolean },
): Promise<void> {
  const last = options.wait === true ? await followTask(task.id, options.json) : task;
  printOne(last, taskFields(last), options.json);
  if (options.wait === true) exitBy(last);
}

/** A task as name and value. */
export function taskFields(task: TaskView): readonly (readonly [string, string])[] {
  const members = task.members.map(
    ({ component, from, verified, delivery, code, detail }) =>
      `${component}: was ${from ?? 'not there'}${delivery === undefined ? '' : `, ${delivery.way} (${delivery.reason})`}${verified ? ', verified' : ''}${code === undefined ? '' : `, code ${code}`}${detail === undefined ? '' : `: ${detail}`}`,
  );
  const operations = task.operations.map(operationText);
  return [
    ['task', task.id],
    ['device', task.deviceId],
    ['order', orderText(task)],
    ['asked for', originText(task.origin)],
    ['state', task.state],
    ['reason', task.reason],
    ['code', task.code === undefined ? '' : String(task.code)],
    ['operations', operations.join('\n')],
    ['members', members.join('\n')],
    [
      'consent',
      task.consent
        .map(
          ({ answer, by, at, stage, language }) =>
            `${answer} by ${by}, ${moment(at)}${stage === 'install' ? ', before the install' : ''}${language === undefined ? '' : `, in ${language}`}`,
        )
        .join('\n'),
    ],
    ['since', moment(task.since)],
    ['expires', moment(task.expiresAt)],
  ];
}

/** `by the End User, offer of_…` */
function originText(origin: TaskView['origin']): string {
  if (origin === undefined) return '';
  const who = origin.by === 'user' ? 'the End User' : 'the device by itself';
  return `by ${who}, ${moment(origin.at)}, offer ${origin.offerId}`;
}

/** `Activate org.example.x: Exec 202, reported 1200 (org.example.x)` */
function operationText({ operation, component, status, reports }: TaskView['operations'][number]): string {
  const what = `${operation} ${component}`.trim();
  const answer = status === undefined ? 'not answered yet' : `Exec ${status}`;
  const told = reports.map(
    ({ code, identifier, detail }) =>
      `reported ${code} (${identifier})${detail === undefined ? '' : `: ${detail}`}`,
  );
  return `${what}: ${[answer, ...told].join(', ')}`;
}
