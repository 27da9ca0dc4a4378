import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { DeviceView, WakeUpAddress } from '@scomo/api';
import { type Command, Option } from 'commander';
import { groupCommand, run, subcommand } from './action.ts';
import { bootstrapCommand } from './bootstrap-command.ts';
import { connect } from './connection.ts';
import { allPages, moment, printList, printOne } from './output.ts';
import { treeCommands } from './tree-commands.ts';
import { WAKE_UP_FORMS, wakeUpAddress, wakeUpText } from './wake-up-address.ts';
import { wakeUpCommands } from './wake-up-commands.ts';

interface AddOptions {
  readonly type: string;
  readonly scheme: 'basic' | 'md5' | 'hmac' | 'mtls' | 'none';
  readonly certificate?: string;
  readonly wakeUp?: readonly WakeUpAddress[];
  readonly out?: string;
  readonly json?: boolean;
}

/** `scomo device …` */
export function deviceCommands(program: Command): void {
  const group = groupCommand(program, 'device', 'Provision devices and look at them.');
  addDevice(group);
  listDevices(group);
  showDevice(group);
  tokenCommand(group);
  bootstrapCommand(group);
  removeDevice(group);
  treeCommands(group);
  wakeUpCommands(group);
}

function addDevice(group: Command): void {
  const command = subcommand(
    group,
    'add <deviceId>',
    'Provision a device. Its secrets are shown once: put them on the device, or let it enrol with a token.',
    'scomo device add IMEI:004999010640000 --type gateway --out account.json',
  )
    .requiredOption('--type <name>', 'device type, see "scomo type list"')
    .addOption(
      new Option('--scheme <scheme>', 'how device and server prove themselves')
        .choices(['md5', 'hmac', 'mtls', 'basic', 'none'])
        .default('md5'),
    )
    .option('--certificate <file>', 'for mtls: the PEM certificate that the device shows')
    .option(
      '--wake-up <address>',
      `where wake-ups reach it: ${WAKE_UP_FORMS}; more than once for more`,
      wakeUpAddress,
    )
    .option('--out <file>', 'write the account there, readable by you alone')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, options: AddOptions) => {
      const created = await connect().createDevice({
        body: {
          deviceId,
          deviceType: options.type,
          auth: authOf(options),
          ...(options.wakeUp === undefined ? {} : { wakeUp: options.wakeUp }),
        },
      });
      if (options.out !== undefined)
        writeFileSync(options.out, `${JSON.stringify(created, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      const { auth } = created;
      const secrets: readonly (readonly [string, string])[] =
        options.out === undefined
          ? [
              ['client secret', auth.clientSecret],
              ['server secret', auth.serverSecret],
            ]
          : [['secrets', `in ${options.out}`]];
      printOne(
        options.out === undefined
          ? created
          : { ...created, auth: { ...auth, clientSecret: '***', serverSecret: '***' } },
        [
          ['device', created.deviceId],
          ['type', created.deviceType],
          ['server', created.serverUrl],
          ['scheme', auth.scheme],
          ['client name', auth.clientName],
          ['server id', auth.serverId],
          ...secrets,
        ],
        options.json,
      );
    }),
  );
}

function authOf({ scheme, certificate }: AddOptions) {
  if (certificate === undefined) return { scheme };
  const { fingerprint256 } = new X509Certificate(readFileSync(certificate));
  return { scheme, certificateFingerprint: fingerprint256 };
}

function listDevices(group: Command): void {
  const command = subcommand(group, 'list', 'List devices.', 'scomo device list --type gateway')
    .option('--type <name>', 'only of this type')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (options: { readonly type?: string; readonly json?: boolean }) => {
      const client = connect();
      const devices = await allPages((after) =>
        client.listDevices({
          query: {
            limit: 500,
            ...(options.type === undefined ? {} : { deviceType: options.type }),
            ...(after === undefined ? {} : { after }),
          },
        }),
      );
      printList(
        devices,
        [
          ['device', (device) => device.deviceId],
          ['type', (device) => device.deviceType],
          ['last seen', (device) => moment(device.lastSeenAt) || 'never'],
          ['inventory read', (device) => moment(device.inventoryAt) || 'never'],
        ],
        options.json,
        'No devices yet. Add one: scomo device add ID --type NAME',
      );
    }),
  );
}

function showDevice(group: Command): void {
  const command = subcommand(
    group,
    'show <deviceId>',
    'Show one device.',
    'scomo device show IMEI:004999010640000',
  ).option('--json', 'print JSON');
  command.action(
    run(command, async (deviceId: string, options: { readonly json?: boolean }) => {
      const device = await connect().getDevice({ params: { deviceId } });
      printOne(device, fieldsOf(device), options.json);
    }),
  );
}

function fieldsOf(device: DeviceView): readonly (readonly [string, string])[] {
  const pairs = (map: Readonly<Record<string, string>>) =>
    Object.entries(map)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n');
  return [
    ['device', device.deviceId],
    ['type', device.deviceType],
    ['labels', pairs(device.labels)],
    ['DevInfo', pairs(device.info)],
    ['profile', device.profile],
    ['learnt', pairs({ ...device.learnt })],
    ['wake-up', device.wakeUp.map(wakeUpText).join('\n')],
    ['created', moment(device.createdAt)],
    ['last seen', moment(device.lastSeenAt) || 'never'],
    ['inventory read', moment(device.inventoryAt) || 'never'],
  ];
}

function tokenCommand(group: Command): void {
  const command = subcommand(
    group,
    'token',
    'Make a one-time enrolment token for one device.',
    'scomo device token --type gateway',
  )
    .requiredOption('--type <name>', 'device type')
    .option('--json', 'print JSON');
  command.action(
    run(command, async (options: { readonly type: string; readonly json?: boolean }) => {
      const made = await connect().createEnrolmentToken({ body: { deviceType: options.type } });
      printOne(
        made,
        [
          ['token', made.token],
          ['good until', moment(made.expiresAt)],
        ],
        options.json,
      );
    }),
  );
}

function removeDevice(group: Command): void {
  const command = subcommand(
    group,
    'delete <deviceId>',
    'Forget a device with its account, tasks and sessions.',
    'scomo device delete IMEI:004999010640000',
  );
  command.action(
    run(command, async (deviceId: string) => {
      await connect().deleteDevice({ params: { deviceId } });
      console.log(`${deviceId} is forgotten; it can no longer sign in.`);
    }),
  );
}
