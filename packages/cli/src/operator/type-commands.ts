import type { Command } from 'commander';
import { wholeNumber } from '../package/options.ts';
import { groupCommand, run, subcommand } from './action.ts';
import { connect } from './connection.ts';
import { allPages, moment, printList, printOne } from './output.ts';

interface AddOptions {
  readonly description?: string;
  readonly legacy?: boolean;
  readonly profile?: string;
  readonly allowWeakBootstrap?: boolean;
  readonly resync?: boolean;
  readonly metered?: boolean;
  readonly directMax?: number;
  readonly json?: boolean;
}

/** `scomo type …`: device types */
export function typeCommands(program: Command): void {
  const group = groupCommand(program, 'type', 'Device types: model classes of devices.');
  addType(group);
  listTypes(group);
}

function addType(group: Command): void {
  const add = subcommand(
    group,
    'add <name>',
    'Create a device type.',
    'scomo type add gateway --description "Site gateway"',
  )
    .option('--description <text>', 'for people')
    .option('--legacy', 'allow weak authentication for old clients')
    .option('--profile <name>', 'how to deal with these clients, instead of what is recognised')
    .option('--allow-weak-bootstrap', 'allow bootstrap documents signed with an IMSI or a short PIN alone')
    .option('--resync', 'let devices that lost their nonce open a session with the zero nonce (weak)')
    .option('--metered', 'bytes cost these devices: more goes inside the session, which saves connections')
    .option('--direct-max <bytes>', 'never send larger packages inside a session by ourselves', wholeNumber)
    .option('--json', 'print JSON');
  add.action(
    run(add, async (name: string, options: AddOptions) => {
      const { description, legacy, profile, allowWeakBootstrap, resync, json } = options;
      const { metered, directMax } = options;
      const type = await connect().createDeviceType({
        body: {
          name,
          ...(description === undefined ? {} : { description }),
          ...(legacy === true ? { legacy } : {}),
          ...(profile === undefined ? {} : { profile }),
          ...(allowWeakBootstrap === true ? { weakBootstrap: true } : {}),
          ...(resync === true ? { resync } : {}),
          ...(metered === true ? { link: 'metered' as const } : {}),
          ...(directMax === undefined ? {} : { directBytesMax: directMax }),
        },
      });
      printOne(
        type,
        [
          ['type', type.name],
          ['description', type.description],
          ['legacy', type.legacy ? 'yes' : 'no'],
          ['profile', type.profile ?? 'as recognised'],
          ['weak bootstrap', type.weakBootstrap ? 'yes' : 'no'],
          ['resync', type.resync ? 'yes' : 'no'],
          ['link', type.link],
          [
            'inside a session',
            type.directBytesMax === undefined ? 'as usual' : `${type.directBytesMax} bytes`,
          ],
        ],
        json,
      );
    }),
  );
}

function listTypes(group: Command): void {
  const list = subcommand(group, 'list', 'List device types.', 'scomo type list').option(
    '--json',
    'print JSON',
  );
  list.action(
    run(list, async ({ json }: { readonly json?: boolean }) => {
      const client = connect();
      const types = await allPages((after) =>
        client.listDeviceTypes({ query: { limit: 500, ...(after === undefined ? {} : { after }) } }),
      );
      printList(
        types,
        [
          ['type', (type) => type.name],
          ['description', (type) => type.description],
          ['legacy', (type) => (type.legacy ? 'yes' : 'no')],
          ['profile', (type) => type.profile ?? ''],
          ['created', (type) => moment(type.createdAt)],
        ],
        json,
        'No device types yet. Create one: scomo type add NAME',
      );
    }),
  );
}
