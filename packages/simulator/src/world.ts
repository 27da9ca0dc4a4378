import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endOrphans } from '@scomo/agent';
import { type Client, createClient, type PackageView, type TaskView } from '@scomo/api';
import { type Child, startChild } from './child.ts';
import { type Health, writeService, writeTool } from './programs.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');

/** The authority whose keys sign everything in a world, unless it has another. */
const AUTHORITY = 'acme';
export const DEVICE_TYPE = 'gateway';

/** A component to be made into a signed, published package. */
export interface MadePackage {
  readonly component: string;
  readonly version: string;
  readonly counter: number;
  /** `service` runs and answers a probe; `tool` is called by its probe; else an existing file or folder. */
  readonly program: 'service' | 'tool' | { readonly file: string; readonly start?: string };
  readonly health?: Health;
  readonly requires?: readonly string[];
  /** Further options of `scomo package create`; of one given twice the last counts. */
  readonly options?: readonly string[];
  /** Bytes of data beside the program, so that the download has many chunks. */
  readonly ballastBytes?: number;
  /** Name of the key that signs; the release key unless a test wants another. */
  readonly key?: string;
}

/** A real server with a real database, keys that it does not hold, and an operator's client. */
export interface World {
  readonly dir: string;
  readonly authority: string;
  readonly url: string;
  /** What its server is started with. */
  readonly env: NodeJS.ProcessEnv;
  readonly token: string;
  readonly client: Client;
  server(): Child;
  /** Agents of its devices; those that still run end with the world. */
  readonly agents: Child[];
  startServer(): Promise<void>;
  /** Runs a `scomo` command and gives its output. */
  scomo(...args: string[]): Promise<string>;
  /** Builds and signs; gives the file. */
  build(made: MadePackage): Promise<string>;
  /** Builds, uploads and publishes. */
  publish(made: MadePackage): Promise<PackageView>;
  /** Polls a task until the test is true; the last view is in the error when time is up. */
  until(taskId: string, test: (task: TaskView) => boolean, timeoutMs: number): Promise<TaskView>;
  close(): Promise<void>;
}

/** Opens a world in a folder of its own; `keep` leaves the folder behind. */
export async function openWorld(
  options: { readonly keep?: boolean; readonly env?: NodeJS.ProcessEnv; readonly authority?: string } = {},
): Promise<World> {
  const { authority = AUTHORITY } = options;
  const dir = mkdtempSync(join(tmpdir(), 'scomo-world-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const data = options.env?.SCOMO_DATA_DIR ?? join(dir, 'data');
  mkdirSync(data, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    SCOMO_HOST: '127.0.0.1',
    SCOMO_DATA_DIR: data,
    SCOMO_URL: url,
    SCOMO_LOG_LEVEL: 'warn',
    SCOMO_TRUST_ROOT: join(dir, 'root.json'),
    ...options.env,
  };
  const scomo = async (...args: string[]) => {
    const { stdout } = await run(process.execPath, [join(ROOT, 'packages/cli/bin/scomo'), ...args], {
      env,
      cwd: dir,
      maxBuffer: 1 << 24,
    });
    return stdout;
  };
  await makeKeys(dir, authority, scomo);
  let server: Child | undefined;
  const startServer = async () => {
    server = await startProgram(url, env, join(dir, 'server.log'));
  };
  await startServer();
  const token = readFileSync(join(data, 'admin.token'), 'utf8').trim();
  const client = createClient({ url, token, fetch });
  await client.createDeviceType({ body: { name: DEVICE_TYPE } });
  const build = (made: MadePackage) => buildPackage(dir, authority, scomo, made);
  const agents: Child[] = [];
  return {
    dir,
    authority,
    url,
    env,
    token,
    client,
    agents,
    server: () => {
      if (server === undefined) throw new Error('the server was never started');
      return server;
    },
    startServer,
    scomo,
    build,
    async publish(made) {
      const upload = new Uint8Array(readFileSync(await build(made)));
      const { id } = await client.uploadPackage({ upload });
      return client.publishPackage({ params: { id } });
    },
    until: (taskId, test, timeoutMs) => untilTask(client, taskId, test, timeoutMs),
    async close() {
      await Promise.all(agents.map((agent) => agent.stop()));
      for (const state of statesIn(dir)) await endOrphans(state);
      await server?.stop();
      if (options.keep !== true) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** State folders of the devices: an agent that was killed has left its programs running. */
function statesIn(dir: string): readonly string[] {
  const devices = join(dir, 'devices');
  return existsSync(devices) ? readdirSync(devices).map((name) => join(devices, name, 'state')) : [];
}

/** Starts a server that listens at `url`, and waits until it is ready. */
export async function startProgram(url: string, env: NodeJS.ProcessEnv, log: string): Promise<Child> {
  const server = startChild([process.execPath, ...startArguments()], {
    env: { ...env, SCOMO_PORT: new URL(url).port },
    cwd: dirname(log),
    log,
  });
  await ready(url, server);
  return server;
}

/** What `npm start` gives to node, with the program's path made whole. */
function startArguments(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  const [, ...args] = scripts.start.split(' ');
  return args.map((arg) => (arg.startsWith('-') ? arg : join(ROOT, arg)));
}

async function makeKeys(
  dir: string,
  authority: string,
  scomo: (...args: string[]) => Promise<string>,
): Promise<void> {
  const keys = join(dir, 'keys');
  for (const name of ['root', 'release', 'stranger']) await scomo('package', 'keygen', name, '--out', keys);
  await scomo(
    ...['package', 'root', '--authority', authority, '--out', join(dir, 'root.json')],
    ...['--root-key', join(keys, 'root.key'), '--release-key', join(keys, 'release.key')],
  );
}

async function buildPackage(
  dir: string,
  authority: string,
  scomo: (...args: string[]) => Promise<string>,
  made: MadePackage,
): Promise<string> {
  const { component, version, program, health = 'good' } = made;
  const folder = join(dir, 'build', `${component}-${version}-${health}`);
  const out = join(
    dir,
    `${component.replaceAll(/[^\w.-]/g, '_')}-${version}-${health}-${made.key ?? 'release'}.dp`,
  );
  const name = component.split('.').at(-1) ?? component;
  const args = ['--counter', String(made.counter), '--component', component, '--version', version];
  if (program === 'service') writeService(folder, name, version, health);
  if (program === 'tool') writeTool(folder, name, version, health);
  if (program === 'service') args.push('--start', 'bin/serve', '--probe', 'bin/probe');
  if (program === 'tool') args.push('--probe', 'bin/tool');
  if (typeof program === 'object' && program.start !== undefined) args.push('--start', program.start);
  if (made.ballastBytes !== undefined && typeof program === 'string') {
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'data/ballast.bin'), randomBytes(made.ballastBytes));
  }
  for (const required of made.requires ?? []) args.push('--requires', required);
  args.push(...(made.options ?? []));
  await scomo(
    ...['package', 'create', typeof program === 'object' ? program.file : folder, '--authority', authority],
    ...[
      '--title',
      `${name} ${version}`,
      '--provider',
      'Acme Ltd',
      '--summary',
      `The ${name} program`,
      '--price',
      'free',
    ],
    ...args,
    ...['--key', join(dir, 'keys', `${made.key ?? 'release'}.key`), '--out', out],
  );
  return out;
}

async function untilTask(
  client: Client,
  id: string,
  test: (task: TaskView) => boolean,
  timeoutMs: number,
): Promise<TaskView> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const task = await client.getTask({ params: { id } });
    if (test(task)) return task;
    if (performance.now() > deadline)
      throw new Error(
        `task ${id} is still ${task.state} (${task.reason}) after ${timeoutMs} ms: ${JSON.stringify(task.members)}`,
      );
    await wait(100);
  }
}

async function ready(url: string, server: Child): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    if (server.process.exitCode !== null || performance.now() > deadline)
      throw new Error(`the server did not start:\n${server.output().slice(-3000)}`);
    await wait(50);
  }
}

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
