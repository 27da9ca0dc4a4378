import { isTaskOver, type TaskView } from '@scomo/api';
import type { Encoding, Message } from '@scomo/syncml';
import { type Claim, runScriptedSession, type ScriptedDevice } from '../scripted-device.ts';
import { alternatingWire, BrokenOff } from './alternating-wire.ts';
import type { Operators } from './operators.ts';
import type { Tally } from './tally.ts';

const COMPONENT = 'org.example.a';
const DEPLOYED = './SCOMO/Inventory/Deployed';
/** Share of sessions that are broken off by a second message of the same number. */
const CONFUSED = 0.05;
/** A task that needs more sessions than this is stuck. */
const SESSIONS_MAX = 8;

export interface RestlessEnv {
  readonly urls: readonly [string, string];
  readonly operators: Operators;
  readonly tally: Tally;
  random(): number;
  /** False once no new task shall begin. */
  goesOn(): boolean;
  deadline(): number;
}

/** A device that is ordered one thing after the other and reports each; all it receives is counted. */
export async function runRestless(deviceId: string, encoding: Encoding, env: RestlessEnv): Promise<void> {
  const { operators, tally } = env;
  const execs: { uri: string; correlator: string }[] = [];
  const seen = new Set<string>();
  const device = await provision(deviceId, encoding, operators, (uri, correlator) => {
    tally.operations += 1;
    if (seen.has(correlator)) tally.twice += 1;
    seen.add(correlator);
    execs.push({ uri, correlator });
    return 202;
  });
  let session = 0;
  while (env.goesOn()) {
    deploy(device);
    const kind = env.random() < 0.5 ? 'remove' : 'inventory';
    const id = await operators.order(deviceId, kind, kind === 'remove' ? [COMPONENT] : undefined);
    let task: TaskView | undefined;
    for (let left = SESSIONS_MAX; left > 0 && (task === undefined || !isTaskOver(task)); left -= 1) {
      session += 1;
      const done = execs.splice(0);
      if (done.length > 0) undeploy(device);
      const claims = done.map(({ uri, correlator }) => claimOf(uri, correlator));
      if (!(await converse(device, String(session), claims, env))) return;
      task = await operators.task(id);
    }
    if (task?.state === 'verified' || task?.state === 'removed') tally.tasks += 1;
    else tally.breaches.push(`${deviceId}: task ${id} is ${task?.state} (${task?.reason})`);
  }
}

/** One session to its end; false when it is lost. */
async function converse(
  device: ScriptedDevice,
  sessionId: string,
  claims: readonly Claim[],
  env: RestlessEnv,
): Promise<boolean> {
  const { tally } = env;
  const confused = claims.length === 0 && env.random() < CONFUSED;
  const wire = alternatingWire({ ...env, sessionId, confused });
  try {
    const said = await runScriptedSession(device, claims, wire);
    const status = headerStatus(said.at(-1));
    if (status !== 200 && status !== 212) throw new Error(`the server ended it with ${status}`);
  } catch (error) {
    if (error instanceof BrokenOff) return true;
    tally.lost += 1;
    tally.breaches.push(`${device.deviceId}, session ${sessionId}: ${String(error)}`);
    return false;
  }
  if (wire.breaks === 0) tally.finished += 1;
  else tally.resumed += 1;
  return true;
}

function headerStatus(message: Message | undefined): number | undefined {
  const status = message?.commands.find((command) => command.kind === 'Status');
  return status?.cmd === 'SyncHdr' ? status.code : undefined;
}

/** A plain client whose one component comes back by itself before each order. */
async function provision(
  deviceId: string,
  encoding: Encoding,
  operators: Operators,
  exec: ScriptedDevice['exec'],
): Promise<ScriptedDevice> {
  const { auth, serverUrl } = await operators.provision(deviceId);
  return {
    url: serverUrl,
    deviceId,
    userName: auth.clientName,
    secret: auth.clientSecret,
    encoding,
    tree: new Map([['./DevInfo/DevId', deviceId]]),
    types: new Map([
      ['./SCOMO', 'urn:oma:mo:oma-scomo:1.0'],
      ['./SCOMO/Download', ''],
      ['./SCOMO/Inventory', ''],
      ['./SCOMO/Inventory/Delivered', ''],
      [DEPLOYED, ''],
    ]),
    exec,
  };
}

const LEAVES = { ID: COMPONENT, Version: '1.0.0', State: '20', Status: '10' };

function deploy({ tree }: ScriptedDevice): void {
  for (const [name, value] of Object.entries(LEAVES)) tree.set(`${DEPLOYED}/a/${name}`, value);
}

function undeploy({ tree }: ScriptedDevice): void {
  for (const name of Object.keys(LEAVES)) tree.delete(`${DEPLOYED}/a/${name}`);
}

function claimOf(uri: string, correlator: string): Claim {
  return { correlator, source: uri, code: 1200, identifier: COMPONENT };
}
