/**
 * An operator's own system, as it might stand beside Scomo: it knows the address of the OpenAPI document and a token,
 * and nothing else of us. Brings packages into the catalogue, orders, follows each order to its end.
 *
 * `node mission/external/order.ts URL-OF-OPENAPI` with API_TOKEN; the job as JSON in JOB. Prints `ordered ID` for each
 * order once all are given, and last the tasks as one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { apiByDocument } from './api-by-document.ts';

interface Job {
  readonly deviceId: string;
  /** Package files. */
  readonly files: readonly string[];
  /** Deploys all of them together, this way. */
  readonly deploy?: { readonly delivery: string; readonly consent: string };
  /** Single operations, in this order, on the package of the first file or on its component. */
  readonly operations?: readonly { readonly operation: string; readonly on: 'package' | 'component' }[];
}

const OVER = ['verified', 'failed', 'declined', 'expired', 'cancelled', 'superseded', 'removed'];

const job = JSON.parse(process.env.JOB ?? '') as Job;
const call = await apiByDocument(process.argv[2] ?? '', process.env.API_TOKEN ?? '');

const packages: Readonly<Record<string, unknown>>[] = [];
for (const file of job.files) {
  const uploaded = await call('uploadPackage', { body: new Uint8Array(readFileSync(file)) });
  packages.push(await call('publishPackage', { params: { id: String(uploaded.id) } }));
}
const ids: string[] = [];
for (const body of await orders()) {
  const task = await call('createTask', { body: { deviceId: job.deviceId, ...body } });
  ids.push(String(task.id));
}
for (const id of ids) console.log(`ordered ${id}`);
const tasks = [];
for (const id of ids) tasks.push(await end(id));
console.log(JSON.stringify(tasks));

async function orders(): Promise<readonly object[]> {
  const { deploy, operations = [] } = job;
  const single = operations.map(({ operation, on }) => ({
    ...{ kind: 'operation', operation },
    ...(on === 'package' ? { packageId: packages[0]?.id } : { component: packages[0]?.component }),
  }));
  if (deploy === undefined) return single;
  const { id: releaseId } = await call('createRelease', {
    body: { name: 'ordered from outside', packageIds: packages.map((pkg) => pkg.id) },
  });
  const consent = { mode: deploy.consent, deferralsMax: 0 };
  return [{ kind: 'deploy', releaseId, consent, delivery: deploy.delivery }, ...single];
}

async function end(id: string): Promise<Readonly<Record<string, unknown>>> {
  for (const deadline = Date.now() + 120_000; ; ) {
    const task = await call('getTask', { params: { id } });
    if (OVER.includes(String(task.state))) return task;
    if (Date.now() > deadline) throw new Error(`${id} is still ${task.state}: ${task.reason}`);
    await wait(200);
  }
}
