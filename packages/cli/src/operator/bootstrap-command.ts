import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { NewBootstrap } from '@scomo/api';
import { type Command, Option } from 'commander';
import { run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { printOne } from './output.ts';

interface BootstrapOptions {
  readonly profile: NewBootstrap['profile'];
  readonly sec: NewBootstrap['sec'];
  readonly pinFile?: string;
  readonly pin?: string;
  readonly networkSecret?: string;
  readonly imsi?: string;
  readonly replace?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

/** `scomo device bootstrap DEVICE …` */
export function bootstrapCommand(group: Command): void {
  const command = subcommand(
    group,
    'bootstrap <deviceId>',
    'Make a signed bootstrap document that gives the device an account with new secrets. Send the document one way ' +
      'and the PIN another. The secrets of the newest document are the only ones that work.',
    'scomo device bootstrap IMEI:004999010640000 --profile dm --out boot.bin',
  )
    .addOption(
      new Option('--profile <profile>', 'dm: SyncML message; cp: client provisioning (w7)')
        .choices(['dm', 'cp'])
        .default('dm'),
    )
    .addOption(
      new Option('--sec <method>', 'how it is signed')
        .choices(['NETWORKID', 'USERPIN', 'USERPIN_NETWORKID'])
        .default('USERPIN_NETWORKID'),
    )
    .option('--pin <pin>', 'PIN; one of 128 bits is made when none is given')
    .option('--pin-file <file>', 'file that holds the PIN')
    .option('--network-secret <text>', 'network secret as text (the device id when none is given)')
    .option('--imsi <digits>', 'network secret as an IMSI')
    .option('--replace', 'the device has signed in before: its present secrets end at once')
    .requiredOption('--out <file>', 'write the document there, readable by you alone: it holds secrets')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, options: BootstrapOptions) => {
      const { profile, sec, networkSecret, imsi } = options;
      if (options.pin !== undefined && options.pinFile !== undefined)
        command.error('error: give one of --pin, --pin-file', { exitCode: 2 });
      const pin = options.pinFile === undefined ? options.pin : readFileSync(options.pinFile, 'utf8').trim();
      // Made first: once the server has answered, the old secrets are gone.
      const file = openSync(options.out, 'wx', 0o600);
      const asked = connect().bootstrapDevice({
        params: { deviceId },
        body: {
          profile,
          sec,
          ...(pin === undefined ? {} : { pin }),
          ...(networkSecret === undefined ? {} : { networkId: networkSecret }),
          ...(imsi === undefined ? {} : { imsi }),
          ...(options.replace === true ? { replace: true } : {}),
        },
      });
      const made = await asked.catch((error: unknown) => {
        rmSync(options.out);
        throw error;
      });
      const { document, ...rest } = made;
      writeFileSync(file, Buffer.from(document, 'base64'));
      closeSync(file);
      printOne(
        { ...rest, file: options.out },
        [
          ['document', options.out],
          ['Content-Type', made.contentType],
          ['PIN', made.pin ?? ''],
          ['server', made.account.serverUrl],
          ['server id', made.account.serverId],
          ['client name', made.account.clientName],
          ['scheme', made.account.scheme],
        ],
        options.json,
      );
    }),
  );
}
