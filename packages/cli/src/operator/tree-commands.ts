import { readFileSync } from 'node:fs';
import type { TreeCommandView } from '@scomo/api';
import { type Command, Option } from 'commander';
import { UsageError } from '../package/exit-codes.ts';
import { run, subcommand } from './action.ts';
import { alertCommand } from './alert-command.ts';
import { type OrderOptions, orderCommands, treeCommand } from './order-commands.ts';

interface ValueOptions extends OrderOptions {
  readonly format?: string;
  readonly type?: string;
  readonly file?: string;
  readonly node?: boolean;
}

const LISTS: Readonly<Record<string, string>> = { struct: 'Struct', data: 'StructData', tnds: 'TNDS' };

/** `scomo device tree …`: single commands on a device's management tree */
export function treeCommands(device: Command): void {
  const group = subcommand(
    device,
    'tree',
    'Read and change the management tree of a device, ours or foreign, command by command.',
    'scomo device tree get IMEI:004999010640000 ./DevInfo --list data',
  ).addHelpText(
    'after',
    `
The commands go with the next session of the device; this program waits for their outcome, or use --no-wait and
look later with "scomo task show". Exit code 1: a command failed, or the End User said no.
A command whose answer is lost is "unknown" and not sent again: nobody knows whether it was done. A get is repeated.`,
  );
  getCommand(group);
  valueCommand(group, 'set', 'Replace the value of a leaf, or a property (./A?prop=Title).', 'replace');
  valueCommand(group, 'add', 'Add a leaf with its value, or an interior node with --node.', 'add');
  removeCommand(group);
  copyCommand(group);
  execCommand(group);
  alertCommand(group);
  runCommand(group);
}

function getCommand(group: Command): void {
  const command = treeCommand(
    group,
    'get <deviceId> <uri...>',
    'Read leaves, names of children, properties or whole sub-trees.',
    `scomo device tree get IMEI:004999010640000 ./DevInfo/Mod ./DevDetail
  scomo device tree get IMEI:004999010640000 ./DMAcc --list data
  scomo device tree get IMEI:004999010640000 ./SCOMO --prop ACL`,
  )
    .addOption(new Option('--list <what>', 'the whole sub-tree').choices(Object.keys(LISTS)))
    .addOption(new Option('--prop <name>', 'a property, e.g. ACL, Format, Title').conflicts('list'));
  command.action(
    run(
      command,
      async (
        deviceId: string,
        uris: readonly string[],
        options: OrderOptions & { readonly list?: string; readonly prop?: string },
      ) => {
        const { list, prop } = options;
        const query =
          list === undefined ? (prop === undefined ? '' : `?prop=${prop}`) : `?list=${LISTS[list] ?? ''}`;
        await orderCommands(
          deviceId,
          uris.map((uri) => ({ kind: 'get', uri: uri + query })),
          options,
        );
      },
    ),
  );
}

function valueCommand(
  group: Command,
  name: 'set' | 'add',
  description: string,
  kind: 'replace' | 'add',
): void {
  const command = treeCommand(
    group,
    `${name} <deviceId> <uri> [value]`,
    description,
    name === 'set'
      ? `scomo device tree set IMEI:004999010640000 ./Vendor/Server dm.example.net
  scomo device tree set IMEI:004999010640000 ./Vendor/Port 443 --format int
  scomo device tree set IMEI:004999010640000 ./Vendor/Logo --file logo.png --type image/png`
      : `scomo device tree add IMEI:004999010640000 ./Vendor/Wifi --node
  scomo device tree add IMEI:004999010640000 ./Vendor/Wifi/SSID guests`,
  )
    .option('--format <format>', 'chr (default), int, bool, bin, b64, xml, date, time, float, null')
    .option('--type <mime>', 'type of the value, e.g. application/vnd.syncml.dmtnds+xml with --format xml')
    .option('--file <file>', 'take the value from a file, as bin unless --format says otherwise');
  if (name === 'add') command.option('--node', 'an interior node');
  command.action(
    run(command, async (deviceId: string, uri: string, value: string | undefined, options: ValueOptions) => {
      await orderCommands(deviceId, [{ kind, uri, ...valueFrom(value, options) }], options);
    }),
  );
}

function valueFrom(value: string | undefined, options: ValueOptions): Omit<TreeCommandView, 'kind'> {
  const { file, node, type } = options;
  if ([value, file, node].filter((given) => given !== undefined).length > 1)
    throw new UsageError('give one of a value, --file and --node');
  if (node === true) return { format: 'node', ...(type === undefined ? {} : { type }) };
  const format = options.format ?? (file === undefined ? undefined : 'bin');
  const data = file === undefined ? value : readFileSync(file).toString(format === 'bin' ? 'base64' : 'utf8');
  if (data === undefined && format !== 'null') throw new UsageError('give a value or --file');
  return {
    ...(format === undefined ? {} : { format }),
    ...(type === undefined ? {} : { type }),
    ...(data === undefined ? {} : { data: file === undefined && format === 'bin' ? base64(data) : data }),
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function removeCommand(group: Command): void {
  const command = treeCommand(
    group,
    'rm <deviceId> <uri...>',
    'Delete nodes with everything below them.',
    'scomo device tree rm IMEI:004999010640000 ./Vendor/Wifi',
  );
  command.action(
    run(command, async (deviceId: string, uris: readonly string[], options: OrderOptions) => {
      await orderCommands(
        deviceId,
        uris.map((uri) => ({ kind: 'delete', uri })),
        options,
      );
    }),
  );
}

function copyCommand(group: Command): void {
  const command = treeCommand(
    group,
    'copy <deviceId> <from> <to>',
    'Copy the value of a leaf to another one.',
    'scomo device tree copy IMEI:004999010640000 ./Vendor/A ./Vendor/B',
  );
  command.action(
    run(command, async (deviceId: string, source: string, uri: string, options: OrderOptions) => {
      await orderCommands(deviceId, [{ kind: 'copy', source, uri }], options);
    }),
  );
}

function execCommand(group: Command): void {
  const command = treeCommand(
    group,
    'exec <deviceId> <uri> [data]',
    'Execute a node. When the device accepts it for later (202), its alert with the result is waited for.',
    'scomo device tree exec IMEI:004999010640000 ./Vendor/Diag/Ping 192.0.2.1',
  ).option('--correlator <text>', 'name of this execution in the alert (default: one of our own)');
  command.action(
    run(
      command,
      async (
        deviceId: string,
        uri: string,
        data: string | undefined,
        options: OrderOptions & { readonly correlator?: string },
      ) => {
        const { correlator } = options;
        const exec: TreeCommandView = {
          kind: 'exec',
          uri,
          ...(data === undefined ? {} : { data }),
          ...(correlator === undefined ? {} : { correlator }),
        };
        await orderCommands(deviceId, [exec], options);
      },
    ),
  );
}

function runCommand(group: Command): void {
  const command = treeCommand(
    group,
    'run <deviceId> <file>',
    'Send a list of commands from a JSON file ("-": from the standard input).',
    `scomo device tree run IMEI:004999010640000 commands.json

commands.json:
  { "commands": [
    { "kind": "get", "uri": "./DevInfo?list=StructData" },
    { "kind": "atomic", "commands": [
      { "kind": "add", "uri": "./Vendor/A", "data": "1", "format": "int" },
      { "kind": "delete", "uri": "./Vendor/B" } ] },
    { "kind": "sequence", "commands": [
      { "kind": "alert", "code": 1101, "text": "Restart now?", "options": { "MAXDT": 60, "DR": "0" } },
      { "kind": "exec", "uri": "./Vendor/Restart" } ] },
    { "kind": "alert", "code": 1103, "text": "Which site?", "choices": ["Paris", "Oslo"] } ] }`,
  ).option('--allow-invalid', 'send also what the specification forbids, to see what the device says');
  command.action(
    run(
      command,
      async (deviceId: string, file: string, options: OrderOptions & { readonly allowInvalid?: boolean }) => {
        await orderCommands(deviceId, listIn(file), options);
      },
    ),
  );
}

/** The commands of a file; the server says what is wrong with them. */
function listIn(file: string): readonly TreeCommandView[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON: ${error.message}`);
    throw error;
  }
  const list = Array.isArray(value) ? value : (value as { readonly commands?: unknown } | null)?.commands;
  if (!Array.isArray(list)) throw new UsageError(`${file}: a list is needed, or {"commands": […]}`);
  return list as readonly TreeCommandView[];
}
