import type { NewTask } from '@scomo/api';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../package/options.ts';
import { groupCommand, run, subcommand } from './action.ts';
import { type Blackout, blackoutHours } from './blackout-hours.ts';
import { connect } from './connection.ts';
import { deliveryOption } from './delivery-option.ts';
import { outcomesText } from './outcomes-text.ts';
import { moment, printList, printOne } from './output.ts';
import { operateTask } from './task-operate.ts';
import { printTask, TASK_COLUMNS, taskFields } from './task-view.ts';

interface CreateOptions {
  readonly complete?: boolean;
  readonly release?: string;
  readonly remove?: readonly string[];
  readonly inventory?: boolean;
  readonly consent: 'ask' | 'tell' | 'silent';
  readonly deferrals: number;
  readonly deadline?: string;
  readonly askAgain?: boolean;
  readonly blackout?: readonly Blackout[];
  readonly lockMinutes?: number;
  readonly ifNoUi?: 'refuse' | 'go';
  readonly delivery: NonNullable<NewTask['delivery']>;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** `scomo task …` */
export function taskCommands(program: Command): void {
  const group = groupCommand(
    program,
    'task',
    'Orders to single devices: deploy, remove, read the inventory, single operations.',
  );
  createTask(group);
  operateTask(group);
  listTasks(group);
  showTask(group);
  cancelTask(group);
}

function createTask(group: Command): void {
  const command = subcommand(
    group,
    'create <deviceId>',
    'Order something of a device: one of --release, --remove, --inventory.',
    'scomo task create IMEI:004999010640000 --release re_01h… --consent ask --wait',
  )
    .option('--release <id>', 'deploy this release')
    .option('--remove <component...>', 'remove these components')
    .option('--inventory', 'read the inventory')
    .addOption(
      new Option('--consent <mode>', 'how the End User is involved')
        .choices(['ask', 'tell', 'silent'])
        .default('ask'),
    )
    .option('--deferrals <n>', 'how often the End User may say "later"', wholeNumber, 3)
    .option('--deadline <moment>', 'from then on no answer counts as yes (ISO 8601)')
    .option('--ask-again', 'ask once more when all is on the device, before it is installed')
    .option(
      '--blackout <hours>',
      'nothing is installed then, by the clock of the device: 22:00-06:00, or sat,sun@00:00-24:00 (repeat)',
      blackoutHours,
    )
    .option(
      '--lock-minutes <n>',
      'how long after the deadline locks of the device are still waited for (default: always)',
      wholeNumber,
    )
    .addOption(
      new Option('--if-no-ui <what>', 'when a client of another vendor cannot ask (default: refuse)').choices(
        ['refuse', 'go'],
      ),
    )
    .addOption(deliveryOption())
    .option('--complete', 'add from the catalogue what the release needs and the device lacks')
    .option('--dry-run', 'check everything, order nothing')
    .option('--wait', 'stay until the task is over, telling each step')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, options: CreateOptions) => {
      const client = connect();
      const task = await client.createTask({
        query: options.dryRun === true ? { dryRun: true } : {},
        body: newTask(deviceId, options, command),
      });
      await printTask(task, { ...options, wait: options.wait === true && options.dryRun !== true });
    }),
  );
}

function newTask(deviceId: string, options: CreateOptions, command: Command): NewTask {
  const orders = [options.release !== undefined, options.remove !== undefined, options.inventory === true];
  if (orders.filter(Boolean).length !== 1)
    command.error('error: give one of --release, --remove, --inventory', { exitCode: 2 });
  if (options.inventory === true) return { deviceId, kind: 'inventory' };
  if (options.remove !== undefined) return { deviceId, kind: 'remove', components: options.remove };
  return {
    deviceId,
    kind: 'deploy',
    ...(options.release === undefined ? {} : { releaseId: options.release }),
    ...(options.complete === true && { complete: true }),
    delivery: options.delivery,
    consent: consentOf(options),
  };
}

function consentOf(options: CreateOptions): NonNullable<NewTask['consent']> {
  const { deadline, askAgain, blackout, lockMinutes, ifNoUi } = options;
  return {
    mode: options.consent,
    deferralsMax: options.deferrals,
    ...(deadline === undefined ? {} : { deadline }),
    ...(askAgain === undefined ? {} : { askAgain }),
    ...(blackout === undefined ? {} : { blackout: [...blackout] }),
    ...(lockMinutes === undefined ? {} : { lockSecondsMax: lockMinutes * 60 }),
    ...(ifNoUi === undefined ? {} : { ifNoUi }),
  };
}

function listTasks(group: Command): void {
  const command = subcommand(
    group,
    'list',
    'List tasks, newest first.',
    'scomo task list --device IMEI:004999010640000',
  )
    .option('--device <id>', 'only of this device')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (options: { readonly device?: string; readonly json?: boolean }) => {
      const { items } = await connect().listTasks({
        query: { limit: 100, ...(options.device === undefined ? {} : { deviceId: options.device }) },
      });
      printList(
        items,
        TASK_COLUMNS,
        options.json,
        'No tasks yet. Order something: scomo task create DEVICE --inventory',
      );
    }),
  );
}

function showTask(group: Command): void {
  const command = subcommand(
    group,
    'show <id>',
    'Show a task with every step of its life.',
    'scomo task show tk_01h…',
  ).option('--json', 'print JSON');
  command.action(
    run(command, async (id: string, { json }: { readonly json?: boolean }) => {
      const client = connect();
      const task = await client.getTask({ params: { id } });
      const { items: events } = await client.listTaskEvents({ params: { id } });
      printOne({ ...task, events }, taskFields(task), json);
      if (json === true) return;
      if (task.outcomes !== undefined) console.log(outcomesText(task.outcomes));
      printList(
        events,
        [
          ['when', (event) => moment(event.at)],
          ['state', (event) => event.state],
          ['reason', (event) => event.reason],
          ['session', (event) => event.sessionKey ?? ''],
        ],
        false,
        'No events.',
      );
    }),
  );
}

function cancelTask(group: Command): void {
  const command = subcommand(group, 'cancel <id>', 'Cancel an open task.', 'scomo task cancel tk_01h…');
  command.action(
    run(command, async (id: string) => {
      const task = await connect().cancelTask({ params: { id } });
      console.log(`${task.id} is ${task.state}.`);
    }),
  );
}
