import { DataFolderError, SchemaTooNewError } from '@scomo/store';
import { ConfigError, readConfig, type ServerConfig } from './config.ts';
import { startServer } from './start-server.ts';

const EXIT = { done: 0, failed: 1, misconfigured: 2 } as const;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) {
    for (const fault of error.faults) process.stderr.write(`scomo: ${fault}\n`);
    process.exit(EXIT.misconfigured);
  }
  const ours = error instanceof DataFolderError || error instanceof SchemaTooNewError;
  process.stderr.write(`scomo: ${explain(error, ours)}\n`);
  process.exit(EXIT.failed);
}

function explain(error: unknown, short: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}: another program listens there; set SCOMO_PORT`;
  }
  return short ? error.message : (error.stack ?? error.message);
}

async function run(config: ServerConfig): Promise<void> {
  let asked = false;
  let stop = (): void => process.exit(EXIT.done);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(EXIT.failed);
      asked = true;
      stop();
    });
  }
  const starting = startServer(config);
  stop = () => {
    starting.then((server) => server.close()).then(() => process.exit(EXIT.done), fail);
  };
  const server = await starting;
  if (asked) return;
  process.on('SIGHUP', () => server.renewCertificate());
  say(`Scomo is at ${server.url}`);
  say(`API documentation: ${server.url}/api/docs`);
  say(`Admin token: in ${server.adminTokenFile}`);
  say(`Data: ${config.dataDir}${config.databaseUrl === undefined ? '' : ', database as configured'}`);
}

try {
  await run(readConfig(process.env));
} catch (error) {
  fail(error);
}
