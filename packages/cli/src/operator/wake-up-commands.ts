import type { WakeUpAddress, WakeUpView } from '@scomo/api';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../package/options.ts';
import { run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { allPages, moment, printList, printOne } from './output.ts';
import { WAKE_UP_FORMS, wakeUpAddress, wakeUpText } from './wake-up-address.ts';

/** The commands of `scomo device` that concern wake-ups. */
export function wakeUpCommands(group: Command): void {
  setAddresses(group);
  wake(group);
  listWakeUps(group);
}

function setAddresses(group: Command): void {
  const command = subcommand(
    group,
    'set-wake-up <deviceId>',
    'Say where wake-ups reach a device, the preferred way first. Without an address it is never woken.',
    'scomo device set-wake-up IMEI:004999010640000 --wake-up udp:192.0.2.1',
  )
    .option('--wake-up <address>', `${WAKE_UP_FORMS}; more than once for more`, wakeUpAddress)
    .option('--json', 'print JSON');
  command.action(
    run(
      command,
      async (
        deviceId: string,
        options: { readonly wakeUp?: readonly WakeUpAddress[]; readonly json?: boolean },
      ) => {
        const body = { wakeUp: options.wakeUp ?? [] };
        const device = await connect().updateDevice({ params: { deviceId }, body });
        const fields = [
          ['device', device.deviceId],
          ['wake-up', device.wakeUp.map(wakeUpText).join('\n') || 'none'],
        ] as const;
        printOne(device, fields, options.json);
      },
    ),
  );
}

interface WakeOptions {
  readonly uiMode?: WakeUpView['uiMode'];
  readonly expires?: number;
  readonly json?: boolean;
}

function wake(group: Command): void {
  const command = subcommand(
    group,
    'wake <deviceId>',
    'Ask a device to call in now. Repeated by itself until it does; a new task asks too.',
    'scomo device wake IMEI:004999010640000',
  )
    .addOption(
      new Option('--ui-mode <mode>', 'what the device tells its user').choices([
        'unspecified',
        'background',
        'informative',
        'interactive',
      ]),
    )
    .option('--expires <seconds>', 'give up after this time, at most a day', wholeNumber)
    .option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, options: WakeOptions) => {
      const wakeUp = await connect().wakeDevice({
        params: { deviceId },
        body: {
          ...(options.uiMode === undefined ? {} : { uiMode: options.uiMode }),
          ...(options.expires === undefined ? {} : { expiresInSeconds: options.expires }),
        },
      });
      printOne(
        wakeUp,
        [
          ['wake-up', wakeUp.id],
          ['session id', sessionIdOf(wakeUp)],
          ['state', wakeUp.state],
          ['expires', moment(wakeUp.expiresAt)],
        ],
        options.json,
      );
    }),
  );
}

function listWakeUps(group: Command): void {
  const command = subcommand(
    group,
    'wake-ups <deviceId>',
    'List the wake-ups of a device and what came of them, newest first.',
    'scomo device wake-ups IMEI:004999010640000',
  ).option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, options: { readonly json?: boolean }) => {
      const client = connect();
      const wakeUps = await allPages((after) =>
        client.listWakeUps({
          params: { deviceId },
          query: { limit: 500, ...(after === undefined ? {} : { after }) },
        }),
      );
      printList(
        wakeUps,
        [
          ['wake-up', ({ id }) => id],
          ['session id', sessionIdOf],
          ['asked', ({ askedAt }) => moment(askedAt)],
          ['state', ({ state }) => state],
          ['tries', ({ tries }) => String(tries)],
          ['reason', ({ reason }) => reason],
          ['session', ({ sessionKey }) => sessionKey ?? ''],
        ],
        options.json,
        'This device was never woken. Wake it: scomo device wake ID',
      );
    }),
  );
}

/** As the device writes it. */
function sessionIdOf({ sessionId }: WakeUpView): string {
  return sessionId.toString(16).toUpperCase();
}
