import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type DmServer, dmServer, exec, get, stageSet } from '../test/dm-server.ts';
import { freshFolder } from '../test/folder.ts';
import { rootFile, sample, script } from '../test/packages.ts';
import { CONFIG } from '../test/rig.ts';
import { type Agent, openAgent } from './agent.ts';
import { parseConfig } from './config.ts';
import { policyFileQuestions } from './consent/policy-file.ts';
import { deployedComponents } from './installers/deployed.ts';
import { openOrders } from './journal/orders.ts';
import { unanswered } from './journal/spool.ts';
import { StateTaken } from './lock.ts';

const one = sample('com.example.one', '1.0');
const two = sample('com.example.two', '1.0');
const sick = sample('com.example.two', '2.0', { counter: 2 }, [script('bin/say', 'exit 4')]);
const ACTIVATE = './SCOMO/Ext/Scomo/Sets/s/Operations/Activate';

async function start(
  t: TestContext,
  server: DmServer,
  over: Record<string, unknown> = {},
  folder = freshFolder(t),
) {
  const trustRoot = join(folder, 'root.json');
  writeFileSync(trustRoot, rootFile);
  const config = parseConfig({ ...CONFIG, serverUrl: server.url, trustRoot, pollSeconds: 1, ...over });
  const stop = new AbortController();
  const agent = await openAgent({
    config,
    state: join(folder, 'state'),
    questions: () => policyFileQuestions(join(folder, 'answers.json'), () => undefined),
    say: () => undefined,
    progress: () => undefined,
    signal: stop.signal,
  });
  let open = true;
  const close = async () => {
    if (open) await agent.close();
    open = false;
  };
  t.after(close);
  return { agent, folder, stop, close, components: () => components(agent) };
}

async function components({ context }: Agent): Promise<string[]> {
  return deployedComponents(await context.installer.inventory(false), context.journal)
    .map(
      ({ id, version, active }) => `${id.replace(/^.*\./, '')} ${version} ${active ? 'active' : 'inactive'}`,
    )
    .sort();
}

for (const encoding of ['wbxml', 'xml'] as const) {
  test(`the whole way over HTTP in ${encoding}: staged, activated, reported, read back`, async (t) => {
    const server = await dmServer(t, [one, two]);
    const { agent, components: now } = await start(t, server, { encoding });
    server.sessions.push(
      [stageSet('s', [one, two], server.urlOf, 'silent')],
      [[exec(ACTIVATE, 's-a-1')]],
      [[get('./SCOMO/Inventory/Deployed?list=StructData')]],
    );
    assert.equal(await agent.once(), 'idle');
    assert.deepEqual(server.reports, [
      's-0-1 com.example.one 1200',
      's-1-1 com.example.two 1200',
      's-a-1 com.example.one 1200',
      's-a-1 com.example.two 1200',
    ]);
    assert.deepEqual(await now(), ['one 1.0 active', 'two 1.0 active']);
    const read = server.events.flatMap((event) => (event.type === 'results' ? event.items : []));
    const leaf = (name: string) =>
      read.filter((item) => item.source?.locUri.endsWith(`/${name}`)).map(({ data }) => data);
    assert.deepEqual(leaf('PkgIDRef'), [one.pkgId, two.pkgId]);
    assert.deepEqual(
      [leaf('State'), leaf('Status')],
      [
        ['20', '20'],
        ['10', '10'],
      ],
    );
    assert.equal(
      server.events.some((event) => event.type === 'oddity'),
      false,
    );
  });
}

test('a sick member: the report names it, the tree shows the old state', async (t) => {
  const server = await dmServer(t, [one, two, sick]);
  const { agent, components: now } = await start(t, server);
  server.sessions.push([stageSet('s', [one, sick], server.urlOf, 'silent')], [[exec(ACTIVATE, 's-a-1')]]);
  await agent.once();
  assert.deepEqual(server.reports.slice(-2), ['s-a-1 com.example.one 1497', 's-a-1 com.example.two 1409']);
  assert.deepEqual(await now(), ['one 1.0 inactive', 'two 2.0 inactive']);
});

test('consent by file: waiting, then yes; the answer comes before the results', async (t) => {
  const server = await dmServer(t, [one]);
  const { agent, folder } = await start(t, server);
  server.sessions.push([stageSet('s', [one], server.urlOf, 'ask')]);
  assert.equal(await agent.once(), 'waiting');
  assert.deepEqual(server.reports, []);
  writeFileSync(join(folder, 'answers.json'), '{"answers":"yes"}');
  assert.equal(await agent.once(), 'idle');
  assert.deepEqual(server.reports, ['consent yes', 's-0-1 com.example.one 1200']);
});

test('every answer lost once: the same bytes go again, nothing happens twice', async (t) => {
  const server = await dmServer(t, [one]);
  const seen = new Set<number>();
  let lost = 0;
  server.cut = (count) => {
    if (count % 2 === 0 || seen.has(count)) return false;
    seen.add(count);
    lost += 1;
    return true;
  };
  const { agent } = await start(t, server);
  server.sessions.push([stageSet('s', [one], server.urlOf, 'silent')], [[exec(ACTIVATE, 's-a-1')]]);
  assert.equal(await agent.once(), 'idle');
  assert.deepEqual(server.reports, ['s-0-1 com.example.one 1200', 's-a-1 com.example.one 1200']);
  assert.ok(lost >= 4, `${lost} answers were lost`);
});

test('the same Exec again: 202, no second effect', async (t) => {
  const server = await dmServer(t, [one]);
  const { agent } = await start(t, server);
  const activate = exec(ACTIVATE, 's-a-1');
  server.sessions.push([stageSet('s', [one], server.urlOf, 'silent')], [[activate, activate]], [[activate]]);
  await agent.once();
  assert.equal(server.reports.filter((line) => line.startsWith('s-a-1')).length, 1);
  const codes = server.events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
  assert.deepEqual(codes.slice(-3), [202, 202, 202]);
});

test('an order about a node that no session has kept finds it all the same', async (t) => {
  const server = await dmServer(t, [one]);
  const { agent, components: now } = await start(t, server);
  server.sessions.push([stageSet('s', [one], server.urlOf, 'silent')], [[exec(ACTIVATE, 's-a-1')]]);
  await agent.once();
  assert.deepEqual(await now(), ['one 1.0 active']);
  agent.context.journal.run("DELETE FROM facts WHERE key = 'tree'");
  server.sessions.push([[exec('./SCOMO/Inventory/Deployed/com.example.one/Operations/Remove', 'r-1')]]);
  await agent.once();
  assert.deepEqual([server.reports.at(-1), await now()], ['r-1 com.example.one 1200', []]);
});

test('a server that cannot prove itself gets nothing and changes nothing', async (t) => {
  const server = await dmServer(t, [one]);
  const { outgoing } = server.account;
  server.account = { ...server.account, outgoing: { ...outgoing, secret: 'a wrong secret of 16' } };
  const { agent, components: now } = await start(t, server);
  server.sessions.push([stageSet('s', [one], server.urlOf, 'silent')]);
  assert.equal(await agent.once(), 'unreachable');
  assert.deepEqual([openOrders(agent.context.journal), await now()], [[], []]);
});

test('wrong credentials: the session is refused and the report stays in the spool', async (t) => {
  const server = await dmServer(t, [one]);
  const { agent } = await start(t, server);
  server.sessions.push([stageSet('s', [one], server.urlOf, 'silent')]);
  server.cut = () => server.reports.length > 0;
  assert.equal(await agent.once(), 'unreachable');
  assert.equal(unanswered(agent.context.journal).length, 1);
  server.cut = () => false;
  const { account } = server;
  server.account = { ...account, incoming: { ...account.incoming, a1: 'AAAA' } };
  assert.equal(await agent.once(), 'unreachable');
  assert.equal(unanswered(agent.context.journal).length, 1);
  server.account = account;
  assert.equal(await agent.once(), 'idle');
  assert.deepEqual(new Set(server.reports), new Set(['s-0-1 com.example.one 1200']));
});

for (const status of [400, 401, 413, 500, 503]) {
  test(`HTTP ${status} is no session`, async (t) => {
    const server = await dmServer(t, []);
    server.status = status;
    const { agent } = await start(t, server);
    assert.equal(await agent.once(), 'unreachable');
  });
}

test('one agent a state folder', async (t) => {
  const server = await dmServer(t, []);
  const { folder, close } = await start(t, server);
  await assert.rejects(start(t, server, {}, folder), StateTaken);
  await close();
  await start(t, server, {}, folder);
});

test('the daemon goes on by itself and stops when told', async (t) => {
  const server = await dmServer(t, [one]);
  const { agent, stop, components: now } = await start(t, server);
  server.sessions.push([stageSet('s', [one], server.urlOf, 'silent')], [[exec(ACTIVATE, 's-a-1')]]);
  const done = agent.serve();
  while (!server.reports.includes('s-a-1 com.example.one 1200'))
    await new Promise((next) => setTimeout(next, 20));
  stop.abort();
  await done;
  assert.deepEqual(await now(), ['one 1.0 active']);
});
