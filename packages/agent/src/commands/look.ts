import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DeployedComponent, resultName } from '@scomo/scomo';
import { fileBytes } from '../base/files.ts';
import { type AgentConfig, type DeviceConfig, loadConfig } from '../config.ts';
import { deployedComponents } from '../installers/deployed.ts';
import { partialFile } from '../jobs/fetch-package.ts';
import { type Wait, waitingFor } from '../jobs/waiting-for.ts';
import { readFact } from '../journal/facts.ts';
import { type HistoryEntry, readHistory } from '../journal/history.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { openOrders, recentOrders, type StoredOrder } from '../journal/orders.ts';
import { unanswered } from '../journal/spool.ts';
import { isTaken } from '../lock.ts';
import { lookAtInstaller } from '../privileged/open-installer.ts';
import { connectInstaller } from '../privileged/socket/connect-installer.ts';
import type { LastSession } from '../session/run-session.ts';
import { PLACE_OPTIONS, readOptions, UsageError } from './options.ts';

const OPTIONS = { ...PLACE_OPTIONS, json: { type: 'boolean', default: false } } as const;
const LOOK_OPTIONS = { ...OPTIONS, installer: { type: 'string' } } as const;

/** What `status --json` prints. */
interface StatusView {
  readonly running: boolean;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly accounts: readonly AccountView[];
  readonly components: readonly DeployedComponent[];
  readonly orders: readonly OrderView[];
  readonly lastResults: readonly string[];
  readonly spooledReports: number;
}

interface AccountView extends Pick<AgentConfig, 'serverUrl' | 'serverId' | 'authority'> {
  readonly lastSession: LastSession | null;
}

interface OrderView {
  readonly operation: string;
  readonly node: string;
  readonly phase: string;
  /** Bytes here and bytes announced. */
  readonly downloaded?: number;
  readonly total?: number;
  readonly waitsFor?: string;
}

/** Account, last session, components, open orders, spool. */
export async function status(args: readonly string[]): Promise<number> {
  const { json, config: path, state, installer } = readOptions(args, LOOK_OPTIONS);
  const config = loadConfig(path);
  const view = await looking(state, async (journal, folder): Promise<StatusView> => {
    const { deviceId, deviceType, accounts } = config;
    return {
      running: isTaken(folder),
      deviceId,
      deviceType,
      accounts: accounts.map(({ serverUrl, serverId, authority }) => ({
        ...{ serverUrl, serverId, authority },
        lastSession: readFact<LastSession>(journal, `lastSession ${serverId}`) ?? null,
      })),
      components: await componentsOf(config, installer, folder, journal),
      orders: openOrders(journal).map((stored) => orderView(journal, folder, config, stored)),
      lastResults: recentOrders(journal, 5).flatMap(resultLines),
      spooledReports: unanswered(journal).length,
    };
  });
  process.stdout.write(json ? `${JSON.stringify(view, null, 2)}\n` : `${statusText(view)}\n`);
  return 0;
}

/** Every component the installers find, as a table or JSON. */
export async function inventory(args: readonly string[]): Promise<number> {
  const { json, config: path, state, installer } = readOptions(args, LOOK_OPTIONS);
  const config = loadConfig(path);
  const found = await looking(state, (journal, folder) => componentsOf(config, installer, folder, journal));
  process.stdout.write(
    json ? `${JSON.stringify(found, null, 2)}\n` : `${found.map(componentLine).join('\n')}\n`,
  );
  return 0;
}

/** What happened, oldest first. */
export async function history(args: readonly string[]): Promise<number> {
  const { json, state, count } = readOptions(args, { ...OPTIONS, count: { type: 'string', default: '50' } });
  const number = Number(count);
  if (!Number.isSafeInteger(number) || number < 1) throw new UsageError('--count must be a number from 1 on');
  const entries = await looking(state, (journal) => readHistory(journal, number));
  const lines = entries.map(({ at, kind, detail }: HistoryEntry) => `${at} ${kind.padEnd(8)} ${detail}`);
  process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : `${lines.join('\n')}\n`);
  return 0;
}

/** Opens the journal of a state folder to look on. Throws UsageError when there is none. */
export async function looking<T>(
  state: string,
  look: (journal: Journal, folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = resolve(state);
  if (!existsSync(join(folder, 'journal.db'))) throw new UsageError(`no agent has run with ${folder} yet`);
  const journal = openJournal(folder, 'journal', true);
  try {
    return await look(journal, folder);
  } finally {
    journal.close();
  }
}

/** From the privileged part that runs behind a socket, else from what lies in the state folder. */
async function componentsOf(
  config: DeviceConfig,
  socket: string | undefined,
  state: string,
  journal: Journal,
): Promise<readonly DeployedComponent[]> {
  const { signal } = new AbortController();
  if (socket === undefined && !existsSync(join(state, 'installer.db')))
    throw new UsageError('the privileged part keeps its state elsewhere: say --installer SOCKET');
  const found =
    socket === undefined
      ? await lookAtInstaller(config, state)
      : await connectInstaller(resolve(socket), { signal }).inventory(true);
  return deployedComponents(found, journal);
}

function orderView(journal: Journal, state: string, config: AgentConfig, stored: StoredOrder): OrderView {
  const { order, phase } = stored;
  const { operation, node, download, set } = order;
  const base = { operation, node, phase: phase.name };
  if (phase.name === 'downloading' && download !== undefined) {
    const total = set?.members.find(({ pkgId }) => pkgId === download.pkgId)?.bytes;
    return {
      ...base,
      downloaded: fileBytes(partialFile(state, download.pkgId)),
      ...(total !== undefined && { total }),
    };
  }
  const wait = waitingFor(journal, stored, new Date().toISOString());
  return wait === undefined ? base : { ...base, waitsFor: waitText(wait, config) };
}

function waitText(wait: Wait, { consent }: AgentConfig): string {
  if (wait.kind === 'held') {
    const { reason, detail, until } = wait.held;
    return `${reason === 'lock' ? `the lock of ${detail}` : 'the end of the blackout'}, until ${until}`;
  }
  if (wait.until !== undefined) return `the End User, who said later: asked again ${wait.until}`;
  const where =
    consent.page === undefined ? 'the terminal of a running agent' : 'its page (scomo-agent page)';
  return `the End User's answer, through ${consent.policyFile ?? where}`;
}

function resultLines({ order, phase }: StoredOrder): string[] {
  if (phase.name !== 'done') return [];
  return phase.items.map(
    ({ identifier, code, detail }) =>
      `${order.operation} ${identifier}: ${code} ${resultName(code)}${detail ? `: ${detail}` : ''}`,
  );
}

function componentLine({ id, version, active, envType, pkgId, status: state }: DeployedComponent): string {
  const standing = `${active ? 'active' : 'inactive'}${state === 10 ? '' : ` (status ${state})`}`;
  return `${id.padEnd(32)} ${version.padEnd(16)} ${standing.padEnd(10)} ${envType.padEnd(10)} ${pkgId}`;
}

function statusText(view: StatusView): string {
  const { accounts, components, orders, lastResults } = view;
  const section = (title: string, lines: readonly string[]) => [
    `${title}:`,
    ...(lines.length > 0 ? lines : ['none']),
  ];
  return [
    `Device   ${view.deviceId} (${view.deviceType})`,
    `Agent    ${view.running ? 'runs' : 'does not run'}`,
    ...accounts.flatMap(({ serverUrl, serverId, authority, lastSession }) => [
      `Server   ${serverUrl} (${serverId} of ${authority})`,
      `Session  ${lastSession === null ? 'none yet' : `${lastSession.at} ${lastSession.ok ? 'good' : 'failed'}: ${lastSession.detail}`}`,
    ]),
    ...section('Components', components.map(componentLine)),
    ...section(
      'Open orders',
      orders.map(({ operation, node, phase, downloaded, total, waitsFor }) => {
        const bytes = downloaded === undefined ? '' : ` ${downloaded} of ${total ?? '?'} bytes`;
        return `${operation} ${node}: ${phase}${bytes}${waitsFor ? `, waits for ${waitsFor}` : ''}`;
      }),
    ),
    ...section('Last results', lastResults),
    `Reports waiting for the server: ${view.spooledReports}`,
  ].join('\n');
}
