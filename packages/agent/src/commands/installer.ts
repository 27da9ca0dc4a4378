import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../base/config-error.ts';
import { makeDirectory } from '../base/files.ts';
import { loadConfig } from '../config.ts';
import { lockState } from '../lock.ts';
import { openInstaller } from '../privileged/open-installer.ts';
import { serveInstaller } from '../privileged/socket/serve-installer.ts';
import { PLACE_OPTIONS, readOptions } from './options.ts';
import { stopSignal } from './stop-signal.ts';

/** Where the privileged part keeps what is its own. */
const OWN_STATE = '/var/lib/scomo-agent-installer';

/** The privileged part as a program of its own. Ends with 0 on SIGTERM or SIGINT. */
export async function installer(args: readonly string[]): Promise<number> {
  const options = readOptions(args, {
    ...PLACE_OPTIONS,
    state: { type: 'string', default: OWN_STATE },
    downloads: { type: 'string', default: `${PLACE_OPTIONS.state.default}/downloads` },
    socket: { type: 'string', default: '/run/scomo-agent/installer.sock' },
  });
  const config = loadConfig(options.config);
  const roots = config.accounts.map(({ trustRoot }) => trustRoot);
  for (const file of [options.config, ...roots].map((path) => resolve(path)))
    for (const path of [file, dirname(file)]) requireOwn(path);
  const state = resolve(options.state);
  const downloads = resolve(options.downloads);
  const owner = ownerOf(downloads);
  const stop = stopSignal();
  makeDirectory(state);
  const unlock = lockState(state);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const now = () => new Date().toISOString();
  const opened = await openInstaller({ config, state, downloads, now, say, signal: stop.signal });
  const served = await serveInstaller(opened, resolve(options.socket), owner, say);
  say(`scomo-agent installer serves uid ${owner.uid} at ${resolve(options.socket)}`);
  await new Promise<void>((done) => {
    if (stop.signal.aborted) done();
    stop.signal.addEventListener('abort', () => done());
  });
  stop.end();
  await opened.close();
  served.close();
  unlock();
  return 0;
}

/** What the privileged part believes must not be anybody's to change. Throws ConfigError. */
function requireOwn(path: string): void {
  const { uid, mode } = statSync(path);
  const own = uid === 0 || uid === process.getuid?.();
  if (!own || (mode & 0o022) !== 0)
    throw new ConfigError(
      `${path} could be changed by others: it must belong to root, and nobody else may write there`,
    );
}

/** Whoever owns the folder of downloads may ask for things. Throws ConfigError. */
function ownerOf(downloads: string): { uid: number; gid: number } {
  const found = statSync(downloads, { throwIfNoEntry: false });
  if (!found?.isDirectory())
    throw new ConfigError(`${downloads} is not there: its owner is the one who may use the socket`);
  return { uid: found.uid, gid: found.gid };
}
