import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { asUser } from './as-user.ts';
import { type Child, startChild } from './child.ts';
import { DEVICE_TYPE, type World } from './world.ts';

const run = promisify(execFile);
const AGENT = resolve(import.meta.dirname, '../../agent/bin/scomo-agent');

/** Commands that ask the privileged part what is installed. */
const LOOKS: ReadonlySet<string> = new Set(['status', 'inventory', 'once']);

/** Longer than any test. */
const SLEEP_SECONDS = 30 * 86_400;

export interface BoxOptions {
  /** DEVICE_TYPE when absent. */
  readonly deviceType?: string;
  readonly pollSeconds?: number;
  readonly encoding?: 'xml' | 'wbxml';
  readonly scheme?: 'basic' | 'md5' | 'hmac';
  /** The agent sleeps: it calls in when it starts and when a trigger comes to its UDP port. */
  readonly wakeUp?: 'udp';
  /** The agent in two processes: what talks is this user, what changes the device is us. */
  readonly split?: { readonly uid: number; readonly gid: number };
  /** Folder of a dpkg root that the agent looks after. */
  readonly dpkgRoot?: string;
  /** Changes to the agent's configuration file, for what goes wrong. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A device of the world: its configuration and state folders, and the agent as a process. */
export interface DeviceBox {
  readonly deviceId: string;
  readonly state: string;
  readonly config: string;
  /** What the End User answers from now on. */
  answer(answer: 'yes' | 'no' | 'later', laterSeconds?: number): void;
  /** What is typed for each kind of UI alert from now on; null never answers. */
  alerts(lines: Readonly<Record<string, string | null>>): void;
  /** Folder of what is installed: `state`, or that of the privileged part when it is a process of its own. */
  readonly own: string;
  /** Starts the agent as a daemon; of a split one the part that talks. */
  start(): Child;
  /** Starts the privileged part of a split agent. */
  startInstaller(): Child;
  /** Starts the agent and waits until its first session is over: the next one comes by a trigger or a report. */
  startAsleep(): Promise<Child>;
  /** Runs an agent command to its end. */
  agent(...args: string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** What a program of an active component prints when it is called. */
  program(component: string, path: string): Promise<string>;
}

/** Provisions a device on the server and writes the agent's files. */
export async function openBox(world: World, deviceId: string, options: BoxOptions = {}): Promise<DeviceBox> {
  const scheme = options.scheme ?? 'md5';
  const deviceType = options.deviceType ?? DEVICE_TYPE;
  const udp = options.wakeUp === undefined ? undefined : { host: '127.0.0.1', port: await freeUdpPort() };
  const { auth, serverUrl } = await world.client.createDevice({
    body: {
      deviceId,
      deviceType,
      auth: { scheme },
      wakeUp: udp === undefined ? [] : [{ bearer: 'udp', address: `${udp.host}:${udp.port}` }],
    },
  });
  const dir = join(world.dir, 'devices', deviceId.replaceAll(/[^\w.-]/g, '_'));
  const state = join(dir, 'state');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const config = join(dir, 'config.json');
  const policyFile = join(dir, 'answers.json');
  const settings = {
    serverUrl,
    deviceId,
    deviceType,
    authority: world.authority,
    serverId: auth.serverId,
    clientName: auth.clientName,
    clientSecret: auth.clientSecret,
    serverSecret: auth.serverSecret,
    scheme,
    encoding: options.encoding ?? 'wbxml',
    pollSeconds: options.pollSeconds ?? (udp === undefined ? 1 : SLEEP_SECONDS),
    ...(udp === undefined ? {} : { wakeUp: { udp } }),
    consent: { policyFile },
    trustRoot: join(world.dir, 'root.json'),
    installers:
      options.dpkgRoot === undefined
        ? { generation: true }
        : { generation: true, dpkg: { root: options.dpkgRoot } },
    ...options.config,
  };
  writeFileSync(config, JSON.stringify(settings, null, 2), { mode: 0o600 });
  const place = ['--config', config, '--state', state];
  const { own, asked, start, startInstaller } = programs(world, dir, place, options.split);
  return {
    deviceId,
    state,
    own,
    config,
    answer: (answers, laterSeconds) => writeFileSync(policyFile, JSON.stringify({ answers, laterSeconds })),
    alerts: (alerts) => writeFileSync(policyFile, JSON.stringify({ answers: 'yes', alerts })),
    start,
    startInstaller,
    async startAsleep() {
      const agent = start();
      await agent.says(/session: done/, 30_000);
      return agent;
    },
    agent: (...args) =>
      call(
        process.execPath,
        [AGENT, ...args, ...place, ...(LOOKS.has(args[0] ?? '') ? asked : [])],
        process.env,
      ),
    async program(component, path) {
      const program = join(own, 'current', component, path);
      const { output } = await call(program, [], { ...process.env, SCOMO_AGENT_STATE: own });
      return output.trim();
    },
  };
}

/** The agent of a box as processes, in one or in two parts. `asked`: arguments that lead to the privileged part. */
function programs(world: World, dir: string, place: readonly string[], split: BoxOptions['split']) {
  const state = join(dir, 'state');
  const own = split === undefined ? state : join(dir, 'own');
  const socket = join(dir, 'installer.sock');
  const asked = split === undefined ? [] : ['--installer', socket];
  if (split !== undefined) giveAway(world, dir, split);
  const launch = (command: string, args: readonly string[], as?: BoxOptions['split']) => {
    const argv = [process.execPath, AGENT, command, ...args];
    const child = startChild(as === undefined ? argv : asUser(as, argv), {
      env: process.env,
      cwd: dir,
      log: join(dir, command === 'run' ? 'agent.log' : `${command}.log`),
    });
    world.agents.push(child);
    return child;
  };
  const downloads = ['--downloads', join(state, 'downloads')];
  return {
    own,
    asked,
    start: () => launch('run', [...place, ...asked, '--verbose'], split),
    startInstaller: () => launch('installer', [...place, '--state', own, ...downloads, '--socket', socket]),
  };
}

/** What a user needs to run the part that talks: the account to read, a state folder, and the way to them. */
function giveAway(world: World, dir: string, { uid, gid }: NonNullable<BoxOptions['split']>): void {
  const [state, config] = [join(dir, 'state'), join(dir, 'config.json')];
  mkdirSync(join(state, 'downloads'), { mode: 0o700 });
  for (const path of [state, join(state, 'downloads')]) chownSync(path, uid, gid);
  chownSync(config, 0, gid);
  chmodSync(config, 0o640);
  for (const path of [world.dir, dirname(dir), dir]) chmodSync(path, 0o711);
}

async function call(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout, stderr } = await run(command, args, { env, maxBuffer: 1 << 24, timeout: 120_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const failed = error as Error & { code: unknown; stdout: string; stderr: string };
    return { code: typeof failed.code === 'number' ? failed.code : 1, output: failed.stdout + failed.stderr };
  }
}

function freeUdpPort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createSocket('udp4');
    probe.on('error', failed);
    probe.bind(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
