import type { Command } from 'commander';
import { withExitCodes } from '../package/exit-codes.ts';
import { run } from './action.ts';
import { connect } from './connection.ts';
import { moment, printList } from './output.ts';

const STATES: Readonly<Record<number, string>> = { 10: 'inactive', 20: 'active' };

/** `scomo inventory DEVICE` */
export function inventoryCommand(program: Command): void {
  const command = withExitCodes(program.command('inventory <deviceId>'))
    .description('Show which software a device had when it was last asked.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nAsk it now: scomo task create DEVICE --inventory --wait');
  command.action(
    run(command, async (deviceId: string, { json }: { readonly json?: boolean }) => {
      const inventory = await connect().getInventory({ params: { deviceId } });
      if (json === true) {
        console.log(JSON.stringify(inventory, null, 2));
        return;
      }
      console.log(inventory.readAt === undefined ? 'Never read.' : `Read ${moment(inventory.readAt)}.`);
      printList(
        inventory.deployed,
        [
          ['component', (row) => row.id],
          ['version', (row) => row.version],
          ['state', (row) => STATES[row.state] ?? 'unknown'],
          ['status', (row) => String(row.status)],
          ['environment', (row) => row.envType],
          ['package', (row) => row.pkgIdRef.slice(0, 23)],
          ['since', (row) => moment(row.since)],
        ],
        false,
        'No components known. Ask the device: scomo task create DEVICE --inventory',
      );
    }),
  );
}
