import { readFileSync } from 'node:fs';
import { createGate } from '@scomo/fleet';
import { launchPostgres, openStore } from '@scomo/store';
import { openBlobs } from './blobs.ts';
import { openBucket } from './bucket/bucket.ts';
import type { ServerConfig } from './config.ts';
import { dataFolder, prepareFiles } from './files/data-folder.ts';
import { readAdminToken, readKeys } from './files/keys.ts';
import { fleetPorts, packageCrypto } from './fleet-ports.ts';
import type { ApiContext } from './http/api/context.ts';
import { makeApp } from './http/api/make-app.ts';
import { DM_PATH, dispatcher } from './http/dispatcher.ts';
import { dmEndpoint } from './http/dm-endpoint.ts';
import { downloadEndpoint } from './http/download-endpoint.ts';
import { listen } from './http/http-server.ts';
import { EXPIRE_TASKS_MS, HTTP_TIMES } from './limits.ts';
import { makeLog } from './log.ts';
import { makeMetrics } from './metrics.ts';
import { readTrustRoot } from './trust-root-file.ts';
import { turnHandler } from './turn-handler.ts';
import { mqttBearer } from './wake-up/mqtt-bearer.ts';
import { papBearer } from './wake-up/pap-bearer.ts';
import { smppBearer } from './wake-up/smpp-bearer.ts';
import { udpBearer } from './wake-up/udp-bearer.ts';
import { wakeSockets } from './wake-up/wake-sockets.ts';
import { wakeUpWorker } from './wake-up/wake-up-worker.ts';
import { websocketBearer } from './wake-up/websocket-bearer.ts';
import { every } from './workers/every.ts';

export interface RunningServer {
  /** Origin under which devices and operators reach it. */
  readonly url: string;
  readonly adminToken: string;
  readonly adminTokenFile: string;
  /** Reads the TLS certificate anew, for new connections; false when it cannot be used. */
  renewCertificate(): boolean;
  /** Ends what is at work, then everything else, in order; once. */
  close(): Promise<void>;
}

/** Starts everything, or nothing: what was started is stopped again when a later part fails. */
export async function startServer(config: ServerConfig): Promise<RunningServer> {
  const stops: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
  };
  try {
    const running = await start(config, (stop) => stops.push(stop));
    let closing: Promise<void> | undefined;
    return {
      ...running,
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  config: ServerConfig,
  onClose: (stop: () => Promise<unknown>) => void,
): Promise<Omit<RunningServer, 'close'>> {
  const log = makeLog(config.logLevel);
  const folder = dataFolder(config.dataDir);
  // The embedded server holds the lock of the folder: nothing in it is touched before.
  const url = config.databaseUrl ?? (await embedded(folder.postgres, log, onClose));
  prepareFiles(folder);
  const keys = readKeys(folder);
  const adminToken = readAdminToken(folder);
  const store = await openStore({ url, secretsKey: keys.store, log });
  onClose(() => store.close());

  const ports = fleetPorts();
  const blobs = openBlobs(folder);
  const metrics = makeMetrics();
  const bucket = config.bucket && openBucket(config.bucket, blobs, log);
  let origin = config.publicUrl ?? '';
  let ready = true;
  const context: ApiContext = {
    store,
    ports,
    blobs,
    log,
    metrics,
    adminToken,
    serverId: config.serverId,
    ...(bucket === undefined ? {} : { bucket }),
    crypto: packageCrypto,
    times: HTTP_TIMES,
    version: version(),
    replayKey: keys.replay,
    trustRoot: () => readTrustRoot(config.trustRootFile),
    dmUrl: () => origin + DM_PATH,
    ready: () => ready,
  };
  const app = await makeApp(context);
  onClose(() => app.close());
  const gate = createGate((what) => metrics.add('scomo_dm_proofs_total', { result: what }));
  const turn = turnHandler({ useCases: context, blobs, bucket, origin: () => origin, keys, gate });
  const endpoints = {
    dm: dmEndpoint({ turn, log, metrics, plaintext: config.plaintext }),
    download: downloadEndpoint({
      blobs,
      metrics,
      linkKey: keys.links,
      nowMs: () => Date.now(),
      origin: () => origin,
    }),
    rest: app.routing,
  };
  const expiry = every(
    EXPIRE_TASKS_MS,
    async () => metrics.add('scomo_tasks_expired_total', {}, await store.expireTasks(ports.now())),
    (error) => log.error({ err: error }, 'expiring tasks failed'),
  );
  onClose(() => expiry.stop());
  const wakeUps = wakeUpWorker({
    store,
    ports,
    bearers: {
      udp: udpBearer(),
      websocket: websocketBearer(store),
      mqtt: mqttBearer(config.mqttUrl, log),
      pap: papBearer(config.papUrl),
      smpp: smppBearer(config.smppUrl),
    },
    perSecond: config.wakeUpsPerSecond,
    log,
    metrics,
  });
  onClose(() => wakeUps.stop());
  const sockets = wakeSockets({ store, ports, gate, log, plaintext: config.plaintext });
  await store.hear(sockets.push);
  const http = await listen(config, dispatcher(endpoints, log), log, HTTP_TIMES, sockets);
  onClose(() => {
    ready = false;
    sockets.close();
    return http.drain();
  });
  origin ||= originOf(config, http.port);
  return {
    url: origin,
    adminToken,
    adminTokenFile: folder.adminToken,
    renewCertificate: () => http.renewCertificate(),
  };
}

async function embedded(
  dataDir: string,
  log: ReturnType<typeof makeLog>,
  onClose: (stop: () => Promise<unknown>) => void,
): Promise<string> {
  const postgres = await launchPostgres({ dataDir, log });
  onClose(() => postgres.stop());
  return postgres.url;
}

function originOf({ host, tls }: ServerConfig, port: number): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `${tls === undefined ? 'http' : 'https'}://${name}:${port}`;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { version } = manifest as { readonly version: string };
  return version;
}
