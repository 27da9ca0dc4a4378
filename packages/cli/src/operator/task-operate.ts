import { type NewTask, OPERATION_NAMES } from '@scomo/api';
import { Argument, type Command } from 'commander';
import { run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { deliveryOption } from './delivery-option.ts';
import { printTask } from './task-view.ts';

type OperationName = NonNullable<NewTask['operation']>;

interface OperateOptions {
  readonly package?: string;
  readonly component?: string;
  readonly delivery: NonNullable<NewTask['delivery']>;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** `scomo task operate DEVICE OPERATION …` */
export function operateTask(group: Command): void {
  const command = subcommand(
    group,
    'operate <deviceId>',
    'Order a SCOMO operation, or a combined one, once, and see its result code.',
    [
      'scomo task operate IMEI:004999010640000 Download --package pk_01h… --wait',
      'scomo task operate IMEI:004999010640000 Install --package pk_01h…',
      'scomo task operate IMEI:004999010640000 Deactivate --component org.example.weather',
      'scomo task operate IMEI:004999010640000 Update+Activate --package pk_01h…',
      'scomo task operate IMEI:004999010640000 Deactivate+Remove --component org.example.weather',
    ].join('\n  '),
  )
    .addArgument(new Argument('<operation>', 'what to do').choices(OPERATION_NAMES))
    .option(
      '--package <id>',
      'the package to fetch, install or (Remove) throw away; (Activate, Deactivate) whose component',
    )
    .option('--component <id>', 'the deployed component to Activate, Deactivate or Remove')
    .addOption(deliveryOption())
    .option('--dry-run', 'check everything, order nothing')
    .option('--wait', 'stay until the task is over, telling each step')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, operation: OperationName, options: OperateOptions) => {
      if ((options.package === undefined) === (options.component === undefined))
        command.error('error: give one of --package, --component', { exitCode: 2 });
      const task = await connect().createTask({
        query: options.dryRun === true ? { dryRun: true } : {},
        body: {
          deviceId,
          kind: 'operation',
          operation,
          ...(options.package === undefined ? {} : { packageId: options.package }),
          ...(options.component === undefined ? {} : { component: options.component }),
          ...(options.delivery === 'auto' ? {} : { delivery: options.delivery }),
        },
      });
      await printTask(task, { ...options, wait: options.wait === true && options.dryRun !== true });
    }),
  );
}
