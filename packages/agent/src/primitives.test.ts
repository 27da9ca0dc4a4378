import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ServerEvent } from '@scomo/dm';
import { parseReport } from '@scomo/scomo';
import type { Item } from '@scomo/syncml';
import { sample, script } from '../test/packages.ts';
import { download, execute, type ServedAgent, serveAgent } from '../test/serve-agent.ts';
import { deliveredFile } from './jobs/fetch-package.ts';
import { openOrders } from './journal/orders.ts';

const ID = 'com.example.one';
const one = sample(ID, '1.0');
const two = sample(ID, '2.0', { counter: 2 });
const sick = sample(ID, '3.0', { counter: 3 }, [script('bin/say', 'exit 3')]);
const Y = `Inventory/Deployed/${ID}`;

type Alert = Extract<ServerEvent, { type: 'alert' }>;

/** Completion reports, as `Source code identifier -> Target`, roots left out. */
function reports(events: readonly ServerEvent[]): string[] {
  return alertsIn(events).flatMap(({ items }) => items.map(line));
}

const alertsIn = (events: readonly ServerEvent[]) =>
  events.filter((event): event is Alert => event.type === 'alert' && event.code === 1226);

function line({ source, target, data }: Item): string {
  const { code, identifier } = parseReport(data);
  const [from, to] = [source, target].map((each) => each?.locUri.replace('./SCOMO/', ''));
  return `${from} ${code} ${identifier}${to === undefined ? '' : ` -> ${to}`}`;
}

/** Status of each Exec that was answered. */
function execStatuses(events: readonly ServerEvent[], count: number): number[] {
  return events
    .flatMap((event) => (event.type === 'status' ? [event.code] : []))
    .filter((_, index) => index >= count);
}

async function deployed(served: ServedAgent): Promise<string[]> {
  const tree = await served.tree();
  const names = [...tree.keys()].flatMap((uri) => /^Inventory\/Deployed\/([^/]+)\/ID$/.exec(uri)?.[1] ?? []);
  const leaf = (name: string, of: string) => tree.get(`Inventory/Deployed/${name}/${of}`);
  return names.map(
    (name) => `${name} ${leaf(name, 'Version')} ${leaf(name, 'State')} ${leaf(name, 'Status')}`,
  );
}

test('P01 P05 P22 R01 R03 R04 R06 R07 R08 R09 DownloadInstall: 202, then one report, and Active', async (t) => {
  const served = await serveAgent(t, [one]);
  const events = await served.exchange(...download(served.server, 'x', one, 'DownloadInstall', 'c-1'));
  assert.deepEqual(execStatuses(events, 3).slice(0, 1), [202]);
  const [alert, ...more] = alertsIn(events);
  assert.ok(alert);
  assert.deepEqual(more, []);
  assert.equal(alert.correlator, 'c-1');
  assert.deepEqual(reports(events), [`Download/x/Operations/DownloadInstall 1200 ${ID} -> ${Y}`]);
  const { type, format } = alert.items[0]?.meta ?? {};
  assert.deepEqual([type, format], ['urn:oma:at:scomo:1.0:OperationComplete', 'text/plain']);
  assert.deepEqual(await deployed(served), [`${ID} 1.0 20 10`]);
  assert.equal((await served.tree()).get(`${Y}/PkgIDRef`), one.pkgId);
});

test('P02 R05 DownloadInstallInactive ends Inactive; without a Correlator there is none in the report', async (t) => {
  const served = await serveAgent(t, [one]);
  const events = await served.exchange(...download(served.server, 'x', one, 'DownloadInstallInactive'));
  const [alert] = alertsIn(events);
  assert.equal(alert?.correlator, undefined);
  assert.deepEqual(reports(events), [`Download/x/Operations/DownloadInstallInactive 1200 ${ID} -> ${Y}`]);
  assert.deepEqual(await deployed(served), [`${ID} 1.0 10 10`]);
});

test('P04 R14 an install that fails: Status 70, its code, the old version, and nothing is tried again', async (t) => {
  const served = await serveAgent(t, [one, sick]);
  await served.exchange(...download(served.server, 'a', one, 'DownloadInstall', 'c-1'));
  const events = await served.exchange(...download(served.server, 'x', sick, 'DownloadInstall', 'c-2'));
  assert.deepEqual(reports(events), [`Download/x/Operations/DownloadInstall 1405 ${ID}`]);
  assert.equal((await served.tree()).get('Download/x/Status'), '70');
  assert.deepEqual(await deployed(served), [`${ID} 1.0 20 10`]);
  const later = await served.exchange();
  assert.deepEqual([reports(later), openOrders(served.agent.context.journal)], [[], []]);
});

test('P06 Install ends Active, InstallInactive Inactive, each with a node for the component', async (t) => {
  const served = await serveAgent(t, [one, two]);
  await served.exchange(...download(served.server, 'x', one, 'Download', 'c-1'));
  const installed = await served.exchange(execute('Inventory/Delivered/x/Operations/Install', 'c-2'));
  assert.deepEqual(reports(installed), [`Inventory/Delivered/x/Operations/Install 1200 ${ID} -> ${Y}`]);
  await served.exchange(...download(served.server, 'z', two, 'Download', 'c-3'));
  await served.exchange(execute('Inventory/Delivered/z/Operations/InstallInactive', 'c-4'));
  assert.deepEqual(await deployed(served), [`${ID} 1.0 20 10`, `${ID}.next 2.0 10 10`]);
  const tree = await served.tree();
  assert.deepEqual(
    ['x', 'z'].map((name) => tree.get(`Inventory/Delivered/${name}/State`)),
    ['20', '20'],
  );
});

test('P09 P10 P11 P13 Activate, Deactivate and Remove, each once more without effect', async (t) => {
  const served = await serveAgent(t, [one]);
  await served.exchange(...download(served.server, 'x', one, 'DownloadInstallInactive', 'c-0'));
  const steps = [
    ['Activate', `${ID} 1.0 20 10`],
    ['Activate', `${ID} 1.0 20 10`],
    ['Deactivate', `${ID} 1.0 10 10`],
    ['Deactivate', `${ID} 1.0 10 10`],
  ] as const;
  for (const [index, [operation, shown]] of steps.entries()) {
    const events = await served.exchange(execute(`${Y}/Operations/${operation}`, `c-${index + 1}`));
    assert.deepEqual(reports(events), [`${Y}/Operations/${operation} 1200 ${ID} -> ${Y}`]);
    assert.deepEqual(await deployed(served), [shown]);
  }
  const events = await served.exchange(execute(`${Y}/Operations/Remove`, 'c-9'));
  assert.deepEqual(reports(events), [`${Y}/Operations/Remove 1200 ${ID}`]);
  assert.deepEqual(await deployed(served), []);
});

test('P09 an activation that fails: 1409, Status 40, State as before', async (t) => {
  const served = await serveAgent(t, [one, sick]);
  await served.exchange(...download(served.server, 'a', one, 'DownloadInstall', 'c-1'));
  await served.exchange(...download(served.server, 'x', sick, 'DownloadInstallInactive', 'c-2'));
  const events = await served.exchange(execute(`${Y}.next/Operations/Activate`, 'c-3'));
  assert.deepEqual(reports(events), [`${Y}.next/Operations/Activate 1409 ${ID}`]);
  assert.deepEqual(await deployed(served), [`${ID} 1.0 20 10`, `${ID}.next 3.0 10 40`]);
});

for (const [operation, code, status] of [
  ['Deactivate', 1410, 60],
  ['Remove', 1408, 20],
] as const) {
  test(`P10 P13 ${operation} that fails: ${code}, Status ${status}, State as before`, async (t) => {
    const served = await serveAgent(t, [one]);
    await served.exchange(...download(served.server, 'x', one, 'DownloadInstall', 'c-1'));
    // The pointer cannot be switched: where its next version is written stands a folder.
    mkdirSync(join(served.state, 'current.new', 'in-the-way'), { recursive: true });
    const events = await served.exchange(execute(`${Y}/Operations/${operation}`, 'c-2'));
    assert.deepEqual(reports(events), [`${Y}/Operations/${operation} ${code} ${ID}`]);
    assert.deepEqual(await deployed(served), [`${ID} 1.0 20 ${status}`]);
    rmSync(join(served.state, 'current.new'), { recursive: true });
    await served.exchange(execute(`${Y}/Operations/${operation}`, 'c-3'));
    assert.deepEqual(await deployed(served), operation === 'Remove' ? [] : [`${ID} 1.0 10 10`]);
  });
}

test('P12 Remove of a delivered package, and one that fails: 1408, Status 20', async (t) => {
  const served = await serveAgent(t, [one]);
  const operation = 'Inventory/Delivered/x/Operations/Remove';
  await served.exchange(...download(served.server, 'x', one, 'Download', 'c-1'));
  const file = deliveredFile(served.state, one.pkgId);
  rmSync(file);
  mkdirSync(join(file, 'in-the-way'), { recursive: true });
  const failed = await served.exchange(execute(operation, 'c-2'));
  assert.deepEqual(reports(failed), [`${operation} 1408 ${one.pkgId}`]);
  assert.equal((await served.tree()).get('Inventory/Delivered/x/Status'), '20');
  rmSync(file, { recursive: true });
  const done = await served.exchange(execute(operation, 'c-3'));
  assert.deepEqual(reports(done), [`${operation} 1200 ${one.pkgId}`]);
  assert.equal((await served.tree()).get('Inventory/Delivered/x/Status'), undefined);
});

test('P15 an update changes Version in the same node; one that fails keeps version and State', async (t) => {
  const served = await serveAgent(t, [one, two, sick]);
  await served.exchange(...download(served.server, 'a', one, 'DownloadInstall', 'c-1'));
  await served.exchange(...download(served.server, 'b', two, 'DownloadInstall', 'c-2'));
  assert.deepEqual(await deployed(served), [`${ID} 2.0 20 10`]);
  await served.exchange(...download(served.server, 'c', sick, 'DownloadInstall', 'c-3'));
  assert.deepEqual(await deployed(served), [`${ID} 2.0 20 10`]);
});

for (const [said, code] of [
  ['generation', 1200],
  ['java', 1413],
] as const) {
  test(`P19 EnvType ${said} ends with ${code}${code === 1413 ? ', and nothing is installed' : ''}`, async (t) => {
    const served = await serveAgent(t, [one]);
    const leaves = { EnvType: said };
    const events = await served.exchange(
      ...download(served.server, 'x', one, 'DownloadInstall', 'c-1', leaves),
    );
    assert.match(reports(events).join(), new RegExp(`DownloadInstall ${code} `));
    assert.equal((await deployed(served)).length, code === 1200 ? 1 : 0);
  });
}

test('a blacklisted component is neither installed nor activated: 1413', async (t) => {
  const served = await serveAgent(t, [one, two], { moVersion: '1.1' });
  await served.exchange(...download(served.server, 'a', one, 'DownloadInstallInactive', 'c-1'));
  const entry = './SCOMO/Blacklisted/z';
  await served.exchange(
    { kind: 'Add', cmdId: '', items: [{ target: { locUri: entry }, meta: { format: 'node' } }] },
    {
      ...{ kind: 'Add', cmdId: '' },
      items: [{ target: { locUri: `${entry}/ID` }, meta: { format: 'chr' }, data: ID }],
    },
  );
  const activated = await served.exchange(execute(`${Y}/Operations/Activate`, 'c-2'));
  assert.deepEqual(reports(activated), [`${Y}/Operations/Activate 1413 ${ID}`]);
  const installed = await served.exchange(...download(served.server, 'b', two, 'DownloadInstall', 'c-3'));
  assert.deepEqual(reports(installed), [`Download/b/Operations/DownloadInstall 1413 ${ID}`]);
  assert.deepEqual(await deployed(served), [`${ID} 1.0 10 40`]);
});

test('R02 an Exec that ends in line gets its final Status and no report', async (t) => {
  const served = await serveAgent(t, [one]);
  const [node, pkgId] = download(served.server, 'x', one, 'DownloadInstall');
  assert.ok(node && pkgId);
  const operation = execute('Download/x/Operations/DownloadInstall', 'c-1');
  const events = await served.exchange(node, pkgId, operation, execute(`${Y}/Operations/Activate`, 'c-2'));
  assert.deepEqual(execStatuses(events, 2), [412, 404]);
  assert.deepEqual([reports(await served.exchange()), openOrders(served.agent.context.journal)], [[], []]);
});

test('R11 the tree shows the end state in the session of the report', async (t) => {
  const served = await serveAgent(t, [one]);
  served.server.sessions.push(
    [download(served.server, 'x', one, 'DownloadInstall', 'c-1')],
    [[{ kind: 'Get', cmdId: '', items: [{ target: { locUri: `./SCOMO/${Y}/State` } }] }]],
  );
  await served.agent.once();
  const told = served.server.events.findIndex((event) => event.type === 'alert' && event.code === 1226);
  const read = served.server.events.findIndex((event) => event.type === 'results');
  const opened = served.server.events.findLastIndex((event) => event.type === 'opened');
  assert.ok(opened < told && told < read, `${opened} ${told} ${read}`);
  const results = served.server.events[read];
  assert.equal(results?.type === 'results' && results.items[0]?.data, '20');
});

test('R15 a report is told again until the server takes it, and not after that', async (t) => {
  const served = await serveAgent(t, [one]);
  served.server.alertStatus = () => 500;
  const first = await served.exchange(...download(served.server, 'x', one, 'DownloadInstall', 'c-1'));
  const again = await served.exchange();
  served.server.alertStatus = undefined;
  const taken = await served.exchange();
  const after = await served.exchange();
  const counts = [first, again, taken, after].map((events) => reports(events).length);
  assert.ok((counts[0] ?? 0) >= 1 && (counts[1] ?? 0) >= 1, counts.join());
  assert.deepEqual(counts.slice(2), [1, 0]);
});
