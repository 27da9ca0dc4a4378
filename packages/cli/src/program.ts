import { Command } from 'commander';
import { inspectCommand } from './inspect/inspect-command.ts';
import { groupCommand } from './operator/action.ts';
import { catalogueCommands, releaseCommands } from './operator/catalogue-commands.ts';
import { deviceCommands } from './operator/device-commands.ts';
import { inventoryCommand } from './operator/inventory-command.ts';
import { offerCommands } from './operator/offer-commands.ts';
import { sessionCommands } from './operator/session-commands.ts';
import { taskCommands } from './operator/task-commands.ts';
import { typeCommands } from './operator/type-commands.ts';
import { withExitCodes } from './package/exit-codes.ts';
import { packageCommands } from './package/package-commands.ts';

/** The whole `scomo` command line. */
export function scomoProgram(): Command {
  const program = withExitCodes(new Command('scomo'))
    .description('Know and steer what software runs on your devices.')
    .addHelpText(
      'after',
      `
The server is SCOMO_URL (default http://127.0.0.1:8080), the token SCOMO_TOKEN or data/admin.token.
First steps:
  scomo type add gateway
  scomo device add IMEI:004999010640000 --type gateway --out account.json
  scomo package --help          how to make and sign a package
  scomo task create IMEI:004999010640000 --inventory --wait`,
    );
  packageCommands(program);
  const packages = program.commands.find((command) => command.name() === 'package');
  if (packages !== undefined) catalogueCommands(packages);
  releaseCommands(groupCommand(program, 'release', 'Sets of package versions that belong together.'));
  offerCommands(program);
  typeCommands(program);
  deviceCommands(program);
  taskCommands(program);
  inventoryCommand(program);
  sessionCommands(program);
  inspectCommand(program);
  return program;
}
