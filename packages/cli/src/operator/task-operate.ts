import { type NewTask, OPERATION_NAMES } from '@scomo/api';
import { Argument, type Command, Option } from 'commander';
import { run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { deliveryOption } from './delivery-option.ts';
import { printTask } from './task-view.ts';

type OperationName = NonNullable<NewTask['operation']>;

interface OperateOptions {
  readonly package?: string;
  readonly component?: string;
  readonly delivery: NonNullable<NewTask['delivery']>;
  readonly consent?: 'ask' | 'tell';
  readonly ifNoUi?: 'refuse' | 'go';
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
    .addOption(
      new Option(
        '--consent <mode>',
        'ask or tell the End User inside the session (default: neither)',
      ).choices(['ask', 'tell']),
    )
    .addOption(
      new Option('--if-no-ui <what>', 'when the device cannot ask (default: refuse)').choices([
        'refuse',
        'go',
      ]),
    )
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
          ...consentOf(options),
        },
      });
      await printTask(task, { ...options, wait: options.wait === true && options.dryRun !== true });
    }),
  );
}

function consentOf({ consent: mode, ifNoUi }: OperateOptions): Pick<NewTask, 'consent'> {
  if (mode === undefined) return {};
  return { consent: { mode, deferralsMax: 0, ...(ifNoUi === undefined ? {} : { ifNoUi }) } };
}
