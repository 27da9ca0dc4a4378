import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, type Client, createClient, type Fetch, type Problem, type RouteName } from '@scomo/api';
import { throwAwayPostgres } from '@scomo/store';
import { readConfig } from '../src/config.ts';
import { type RunningServer, startServer } from '../src/start-server.ts';
import { checkingFetch } from './checking-fetch.ts';
import { temporaryFolder } from './temporary.ts';
import { trustRoot } from './vendor.ts';

/** A whole server on loopback with a database of its own. */
export interface Running {
  readonly server: RunningServer;
  readonly client: Client;
  /** Holds each answer against the contract. */
  readonly fetch: Fetch;
  /** Operations that have answered with a success, as the contract has it. */
  readonly succeeded: ReadonlySet<RouteName>;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly trustRootFile: string;
  /** A request as it is; the admin's token unless a header says otherwise. */
  request(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export async function running(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const folder = temporaryFolder();
  const postgres = await throwAwayPostgres();
  const databaseUrl = await postgres.freshDatabase();
  const trustRootFile = join(folder.path, 'root.json');
  writeFileSync(trustRootFile, trustRoot);
  const server = await startServer(
    readConfig({
      SCOMO_PORT: '0',
      SCOMO_DATA_DIR: folder.path,
      SCOMO_DATABASE_URL: databaseUrl,
      SCOMO_TRUST_ROOT: trustRootFile,
      SCOMO_LOG_LEVEL: 'silent',
      ...env,
    }),
  );
  const token = server.adminToken;
  const checking = checkingFetch();
  return {
    server,
    client: createClient({ url: server.url, token, fetch: checking.fetch }),
    fetch: checking.fetch,
    succeeded: checking.succeeded,
    dataDir: folder.path,
    databaseUrl,
    trustRootFile,
    request: (path, init = {}) =>
      fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } }),
    async stop() {
      await server.close();
      await postgres.stop();
      folder.remove();
    },
  };
}

/** The problem that a call ends in; undefined when it succeeds. */
export async function problemOf(call: Promise<unknown>): Promise<Problem | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.problem;
    throw error;
  }
}
