import { ConfigError } from './base/config-error.ts';
import { VERSION } from './base/version.ts';
import { offers, request, updates } from './commands/ask.ts';
import { bootstrap } from './commands/bootstrap.ts';
import { check } from './commands/check.ts';
import { checkPlugin } from './commands/check-plugin.ts';
import { ddf } from './commands/ddf.ts';
import { installer } from './commands/installer.ts';
import { lock, locks, unlock } from './commands/locks.ts';
import { history, inventory, status } from './commands/look.ts';
import { UsageError } from './commands/options.ts';
import { page } from './commands/page.ts';
import { once, run } from './commands/run.ts';
import { enrol } from './commands/setup.ts';
import { units } from './commands/units.ts';
import { StateTaken } from './lock.ts';
import { InstallerAway } from './privileged/socket/connect-installer.ts';

const HELP = `scomo-agent: the device's side of software component management

  scomo-agent enrol --server https://dm.example.net --token T --device-id IMEI:490… --type gateway
  scomo-agent bootstrap FILE --content-type 'application/vnd.syncml.dm+wbxml; SEC=…; MAC=…' --pin P
                                   takes the account of a signed document
  scomo-agent run                  sessions by schedule, until SIGTERM
  scomo-agent installer            the part that changes the device, as root; run --installer SOCKET is then the rest, as anybody
  scomo-agent units                writes services for systemd that run both: --dir DIR (/etc), --program PATH (/usr/local/bin/scomo-agent)
  scomo-agent once [--until-idle] [--timeout 300]
                                   one session and what follows from it
  scomo-agent status [--json]      account, components, open orders
  scomo-agent inventory [--json]   every component found
  scomo-agent history [--count 50] [--json]
  scomo-agent page                 address of the End User's page (run --page, or consent.page in the configuration)
  scomo-agent lock --owner navigation --ttl 30m [--reason driving]
                                   nothing is switched over while it holds; unlock --owner gives it back, locks [--json] shows them
  scomo-agent updates [--json]     asks for updates, and what may be asked for
  scomo-agent offers [--json]      what the servers offer, as of the last updates
  scomo-agent request --component ID [--operation Install|Remove|…] [--json]
                                   asks for a component that is offered
  scomo-agent ddf [--check]        description of the management tree (DDF); does it hold what the standard objects ask for?
  scomo-agent check [--json]       looks at everything that run needs: configuration, trust root, servers, clock, disk, tools;
                                   one line each with what to do, exit 1 when something is wrong
  scomo-agent check-plugin ./my-plugin [--name N] [--payload FILE --next FILE]
                                   does an installer plug-in keep the rules? (docs/installer-plugins.md)

Everywhere: --config FILE (/etc/scomo-agent/config.json), --state DIR (/var/lib/scomo-agent)
run, once:  --verbose prints each step, --ask asks the questions on standard input; run --page serves the page on 127.0.0.1:8931
            --installer /run/scomo-agent/installer.sock asks that part; so do status and inventory
installer:  --state DIR (/var/lib/scomo-agent-installer), --socket PATH, --downloads DIR, whose owner may use the socket
enrol:      --wake-up udp:HOST[:PORT], websocket or mqtts://NAME:PASSWORD@BROKER listens there for wake-ups, and tells the server so
            --ca FILE is the only authority that the server's certificate may come from,
            --allow-http for a server without TLS; on a device that has an account already it adds one more:
            several servers then share the device (docs/authorities.md). --force begins anew
bootstrap:  --pin-file FILE, --network-secret TEXT or --imsi DIGITS, --force lets another server take over;
            without a configuration also --device-id, --type, --trust-root FILE, --allow-http
`;

type Command = (args: readonly string[]) => number | Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  once,
  installer,
  units,
  status,
  inventory,
  history,
  page,
  lock,
  unlock,
  locks,
  updates,
  offers,
  request,
  ddf,
  check,
  'check-plugin': checkPlugin,
  enrol,
  bootstrap,
};

/** Runs one command; the exit code: 0 good, 1 failed, 2 wrong call, and what the command itself says. */
async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === '--version') {
    process.stdout.write(`scomo-agent ${VERSION}\n`);
    return 0;
  }
  if (name === '' || name === 'help' || name === '--help' || args.includes('--help')) {
    process.stdout.write(HELP);
    return name === '' ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(`${name} is no command`);
    return await command(args);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`scomo-agent: ${error.message}\nscomo-agent --help shows how to call it\n`);
      return 2;
    }
    if (
      !(error instanceof ConfigError) &&
      !(error instanceof StateTaken) &&
      !(error instanceof InstallerAway)
    )
      throw error;
    process.stderr.write(`scomo-agent: ${error.message}\n`);
    return 1;
  }
}

// No await: the bundle of the single file is no module.
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
