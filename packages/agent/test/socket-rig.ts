import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseConfig } from '../src/config.ts';
import { type OpenInstaller, openInstaller } from '../src/privileged/open-installer.ts';
import type { InstallerPort } from '../src/privileged/port.ts';
import type { Answer } from '../src/privileged/socket/answers.ts';
import { connectInstaller } from '../src/privileged/socket/connect-installer.ts';
import { serveInstaller } from '../src/privileged/socket/serve-installer.ts';
import { folderDigest, freshFolder } from './folder.ts';
import { NOW, type RawSample, rootFile } from './packages.ts';
import { CONFIG } from './rig.ts';

/** The privileged part behind its socket, in this process; whoever has `socket` may say what they like to it. */
export interface SocketRig {
  readonly state: string;
  readonly downloads: string;
  readonly socket: string;
  readonly own: OpenInstaller;
  /** The other side as it is meant to be. */
  readonly port: InstallerPort;
  /** Lines that it has printed. */
  readonly said: string[];
  /** Sends bytes as they are; undefined when nothing comes back. */
  send(bytes: string | Uint8Array): Promise<Answer | undefined>;
  /** A request, good or not. */
  ask(request: Readonly<Record<string, unknown>>): Promise<Answer | undefined>;
  /** Puts a package into the downloads folder. */
  put(made: RawSample, ending?: 'part' | 'pkg'): void;
  /** Everything that the privileged part holds: files, links, modes, and what its journal says. */
  snapshot(): Promise<string>;
}

export async function socketRig(t: TestContext): Promise<SocketRig> {
  const folder = freshFolder(t);
  const [state, downloads] = [join(folder, 'own'), join(folder, 'downloads')];
  const socket = join(folder, 'installer.sock');
  mkdirSync(downloads);
  const trustRoot = join(folder, 'root.json');
  writeFileSync(trustRoot, rootFile);
  const root = join(state, 'root');
  const config = parseConfig({ ...CONFIG, trustRoot, installers: { dpkg: { root } } });
  const stop = new AbortController();
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const { signal } = stop;
  const own = await openInstaller({ config, state, downloads, now: () => NOW, say, signal });
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const served = await serveInstaller(own, socket, owner, say);
  t.after(async () => {
    stop.abort();
    served.close();
    await own.close();
  });
  const send = (bytes: string | Uint8Array) => exchange(socket, bytes);
  return {
    ...{ state, downloads, socket, own, said, send },
    port: connectInstaller(socket, { signal }),
    ask: (request) => send(`${JSON.stringify(request)}\n`),
    put: ({ bytes, pkgId }, ending = 'part') =>
      writeFileSync(join(downloads, `${pkgId.slice(7)}.${ending}`), bytes),
    async snapshot() {
      const parts = ['store', 'generations', 'root'].map((name) => folderDigest(join(state, name)));
      return JSON.stringify([parts, await own.inventory(true), await own.terms()]);
    },
  };
}

function exchange(path: string, bytes: string | Uint8Array): Promise<Answer | undefined> {
  return new Promise((done) => {
    const socket = connect(path);
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('close', () => done(text === '' ? undefined : (JSON.parse(text) as Answer)));
    socket.end(bytes);
  });
}
