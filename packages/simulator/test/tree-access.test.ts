import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type CommandOutcomeView, isTaskOver, type TaskView, type TreeCommandView } from '@scomo/api';
import { type DeviceBox, openBox } from '../src/device-box.ts';
import { runScriptedSession, type ScriptedDevice } from '../src/scripted-device.ts';
import { DEVICE_TYPE, openWorld, type World } from '../src/world.ts';

const SCOMO = resolve(import.meta.dirname, '../../cli/bin/scomo');
const DEVICE = 'IMEI:tree';
const OPEN = 'Add=*&Delete=*&Exec=*&Get=*&Replace=*';

let world: World;
let box: DeviceBox;
before(async () => {
  world = await openWorld();
  box = await openBox(world, DEVICE);
  box.alerts({});
  box.start();
});
after(() => world.close());

interface Said {
  readonly code: number;
  readonly output: string;
}

/** `scomo device tree …`, to its end. */
async function tree(...args: readonly string[]): Promise<Said> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [SCOMO, 'device', 'tree', ...args], {
      env: world.env,
      cwd: world.dir,
    });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

/** The same with `--json`: the task, and its exit code. */
async function task(
  command: string,
  ...args: readonly string[]
): Promise<TaskView & { readonly exit: number }> {
  const { code, output } = await tree(command, DEVICE, ...args, '--json');
  assert.ok(output.startsWith('{'), output);
  return { ...(JSON.parse(output) as TaskView), exit: code };
}

async function runFile(commands: readonly object[], ...args: readonly string[]) {
  const file = join(world.dir, 'commands.json');
  writeFileSync(file, JSON.stringify({ commands }));
  return task('run', file, ...args);
}

/** The same without a command line. */
async function ordered(...commands: readonly TreeCommandView[]): Promise<TaskView> {
  const { id } = await world.client.createTreeTask({ params: { deviceId: DEVICE }, body: { commands } });
  return world.until(id, isTaskOver, 60_000);
}

/** A branch of ours with one leaf; a new node may be read only when its ACL says so. */
async function branch(uri: string): Promise<void> {
  const done = await ordered(
    { kind: 'add', uri, format: 'node' },
    { kind: 'replace', uri: `${uri}?prop=ACL`, data: OPEN },
    { kind: 'add', uri: `${uri}/A`, data: 'before' },
  );
  assert.equal(done.state, 'verified', done.reason);
}

const values = ({ outcomes = [] }: TaskView) =>
  outcomes.flatMap(({ results = [] }) => results.map(({ uri, data }) => [uri, data]));
const codes = ({ outcomes = [] }: TaskView) =>
  outcomes.map(({ path, kind, status }) => `${path.map((step) => step + 1).join('.')} ${kind} ${status}`);
const first = ({ outcomes = [] }: TaskView): CommandOutcomeView | undefined => outcomes[0];

test('get: a leaf, names, a property, a structure with and without data, a document; for people and for programs', async () => {
  const { code, output } = await tree('get', DEVICE, './DevInfo/Man', './DMAcc');
  assert.equal(code, 0, output);
  assert.match(
    output,
    /^1\. get \.\/DevInfo\/Man: 200 OK\n {3}\.\/DevInfo\/Man \(chr, text\/plain\) = Scomo$/m,
  );
  assert.match(output, /^2\. get \.\/DMAcc: 200 OK\n {3}\.\/DMAcc \(node, text\/plain\) = main$/m);
  assert.match(output, /^verified: every command was answered$/m);
  assert.deepEqual(values(await task('get', './DevInfo', '--prop', 'Name')), [
    ['./DevInfo?prop=Name', 'DevInfo'],
  ]);
  const data = values(await task('get', './DevInfo', '--list', 'data'));
  assert.ok(data.some(([uri, value]) => uri === './DevInfo/DevId' && value === DEVICE));
  const bare = values(await task('get', './DevInfo', '--list', 'struct'));
  assert.deepEqual(
    bare,
    data.map(([uri]) => [uri, undefined]),
  );
  const document = await task('get', './DevInfo', '--list', 'tnds');
  assert.match(first(document)?.results?.[0]?.data ?? '', /^<MgmtTree .*<Value>IMEI:tree<\/Value>/s);
  const missing = await task('get', './None');
  assert.deepEqual([missing.exit, missing.state, missing.code], [1, 'failed', 404]);
});

test('add, set, copy and rm', async () => {
  assert.equal((await task('add', './Vendor', '--node')).exit, 0);
  assert.equal((await task('set', './Vendor?prop=ACL', OPEN)).exit, 0);
  writeFileSync(join(world.dir, 'octets'), Uint8Array.of(0, 1, 255));
  assert.equal((await task('add', './Vendor/B', '--file', join(world.dir, 'octets'))).exit, 0);
  await ordered({ kind: 'add', uri: './Vendor/A', data: 'one' });
  assert.equal((await task('set', './Vendor/A', 'two')).exit, 0);
  assert.equal((await task('copy', './Vendor/A', './Vendor/C')).exit, 0);
  assert.equal((await task('rm', './Vendor/A')).exit, 0);
  const seen = await task('get', './Vendor', './Vendor/B', './Vendor/C');
  assert.deepEqual(values(seen), [
    ['./Vendor', 'B/C'],
    ['./Vendor/B', 'AAH/'],
    ['./Vendor/C', 'two'],
  ]);
  const again = await task('add', './Vendor', '--node');
  assert.deepEqual([again.exit, again.code], [1, 418]);
});

test('an atomic that fails is rolled back, and says which command was to blame', async () => {
  await branch('./Roll');
  const done = await runFile([
    {
      kind: 'atomic',
      commands: [
        { kind: 'replace', uri: './Roll/A', data: 'after' },
        { kind: 'delete', uri: './Roll/none' },
        { kind: 'delete', uri: './Roll/A' },
      ],
    },
    { kind: 'get', uri: './Roll/A' },
  ]);
  assert.deepEqual(codes(done), [
    '1 atomic 507',
    '1.1 replace 216',
    '1.2 delete 404',
    '1.3 delete 215',
    '2 get 200',
  ]);
  assert.deepEqual(values(done), [['./Roll/A', 'before']]);
  assert.deepEqual(
    [done.exit, done.state, done.code, done.reason],
    [1, 'failed', 404, 'command 1.2, delete ./Roll/none: Not found (404)'],
  );
});

test('what the specification forbids is refused with its place, and can be tried', async () => {
  const commands = [{ kind: 'atomic', commands: [{ kind: 'get', uri: './DevInfo/Man' }] }];
  const file = join(world.dir, 'forbidden.json');
  writeFileSync(file, JSON.stringify(commands));
  const { code, output } = await tree('run', DEVICE, file);
  assert.equal(code, 1);
  assert.match(output, /get may not stand in atomic/);
  assert.match(output, /\/commands\/0\/commands\/0\/kind/);
  const tried = await runFile(commands, '--allow-invalid');
  assert.deepEqual(codes(tried), ['1 atomic 507', '1.1 get 500']);
});

test('an exec that is accepted for later ends with its alert', async () => {
  const made = { component: 'org.example.tool', version: '1.0.0', counter: 1, program: 'tool' } as const;
  const { id: packageId } = await world.publish(made);
  const { id: releaseId } = await world.client.createRelease({
    body: { name: 'tool', packageIds: [packageId], atomic: true },
  });
  const { id } = await world.client.createTask({
    body: { deviceId: DEVICE, kind: 'deploy', releaseId, consent: { mode: 'silent', deferralsMax: 0 } },
  });
  assert.equal((await world.until(id, ({ nextCheckAt }) => nextCheckAt === null, 60_000)).state, 'verified');
  const [[, names = ''] = []] = values(await task('get', './SCOMO/Inventory/Deployed'));
  const node = `./SCOMO/Inventory/Deployed/${names.split('/')[0]}`;
  const done = await task('exec', `${node}/Operations/Deactivate`, '--correlator', 'mine-1');
  assert.deepEqual([done.exit, done.state], [0, 'verified'], done.reason);
  assert.equal(first(done)?.status, 202);
  assert.equal(first(done)?.correlator, 'mine-1');
  assert.match(first(done)?.reports?.[0]?.data ?? '', /<ResultCode>1200<\/ResultCode>/);
  const refused = await task('exec', './DevInfo/Man');
  assert.deepEqual([refused.exit, refused.code], [1, 405]);
});

test('questions: yes, no, typed text, one choice, several, cancelled, no answer in time, nobody', async () => {
  box.alerts({ 1100: '', 1101: 'yes', 1102: '4711', 1103: '2', 1104: '3 1' });
  const yes = await task('alert', 'confirm', 'Restart now?', '--max', '30', '--default', 'no');
  assert.deepEqual([yes.exit, yes.state, first(yes)?.status], [0, 'verified', 200]);
  const choices = ['Paris', 'Oslo', 'Rome'];
  const sites = choices.flatMap((choice) => ['--choice', choice]);
  const typed = await task('alert', 'ask', 'PIN?', '--input', 'number', '--max-length', '8', '--password');
  assert.deepEqual(first(typed)?.answers, ['4711']);
  assert.deepEqual(first(await task('alert', 'choose', 'Which site?', ...sites))?.answers, ['2']);
  const rest = await ordered(
    { kind: 'alert', code: 1100, text: 'Maintenance tonight' },
    { kind: 'alert', code: 1104, text: 'Which?', choices },
  );
  assert.deepEqual([rest.state, rest.outcomes?.[1]?.answers], ['verified', ['3', '1']]);
  box.alerts({ 1101: 'no', 1102: '/cancel', 1103: null });
  const no = await task('alert', 'confirm', 'Restart now?');
  assert.deepEqual([no.exit, no.state, no.code], [1, 'declined', 304]);
  const rows = [
    [{ kind: 'alert', code: 1102, text: 'Name?' }, 'declined', 214],
    [{ kind: 'alert', code: 1103, text: 'Which site?', choices, options: { MAXDT: 1 } }, 'failed', 408],
    [{ kind: 'alert', code: 1104, text: 'Which?', choices }, 'failed', 406],
  ] as const;
  for (const [alert, state, code] of rows) {
    const done = await ordered(alert);
    assert.deepEqual([done.state, done.code], [state, code]);
  }
});

test('a No in a sequence leaves its rest alone, in an atomic undoes it', async () => {
  box.alerts({ 1101: 'no' });
  await branch('./No');
  const question = { kind: 'alert', code: 1101, text: 'Really?' };
  const set = { kind: 'replace', uri: './No/A', data: 'after' };
  const done = await runFile([
    { kind: 'atomic', commands: [set, question] },
    { kind: 'get', uri: './No/A' },
    { kind: 'sequence', commands: [question, set] },
    { kind: 'get', uri: './No/A' },
  ]);
  assert.deepEqual(codes(done), [
    ...['1 atomic 507', '1.1 replace 216', '1.2 alert 304', '2 get 200'],
    ...['3 sequence 200', '3.1 alert 304', '3.2 replace 215', '4 get 200'],
  ]);
  assert.deepEqual(
    values(done).map(([, value]) => value),
    ['before', 'before'],
  );
  assert.deepEqual([done.state, done.code], ['declined', 304]);
});

test('a foreign device without a SCOMO object: read without lists, executed, reported by its correlator after a restart', async () => {
  const deviceId = 'IMEI:foreign-tree';
  const { auth, serverUrl } = await world.client.createDevice({
    body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
  });
  let correlator = '';
  const foreign: ScriptedDevice = {
    url: serverUrl,
    deviceId,
    userName: auth.clientName,
    secret: auth.clientSecret,
    encoding: 'xml',
    tree: new Map([['./V/a', 'one']]),
    types: new Map(),
    exec(_uri, given) {
      correlator = given;
      return 202;
    },
  };
  const order = await world.client.createTreeTask({
    params: { deviceId },
    body: {
      commands: [
        { kind: 'get', uri: './V?list=StructData' },
        { kind: 'get', uri: './V/a' },
        { kind: 'exec', uri: './V/a' },
      ],
    },
  });
  await runScriptedSession(foreign);
  const waiting = await world.client.getTask({ params: { id: order.id } });
  assert.deepEqual(codes(waiting), ['1 get 406', '2 get 200', '3 exec 202']);
  assert.deepEqual([waiting.state, waiting.reason], ['waiting', 'report: the device works on ./V/a']);
  assert.equal(correlator, `${order.id}-3`);
  await world.server().stop();
  await world.startServer();
  await runScriptedSession(foreign, [{ correlator, source: './V/a', code: 1200, identifier: 'x' }]);
  const done = await world.client.getTask({ params: { id: order.id } });
  assert.deepEqual([done.state, done.code], ['failed', 406], 'the list that it does not know');
  assert.match(done.outcomes?.[2]?.reports?.[0]?.data ?? '', /1200/);
  assert.deepEqual(values(done), [['./V/a', 'one']]);
});

test('an order can be left alone and looked at later; its help teaches', async () => {
  const { output } = await tree('get', DEVICE, './DevInfo/Man', '--no-wait');
  const [, id = ''] = /(tk_\w+) is planned/.exec(output) ?? [];
  await world.until(id, ({ nextCheckAt }) => nextCheckAt === null, 30_000);
  assert.match(await world.scomo('task', 'show', id), /1\. get \.\/DevInfo\/Man: 200 OK/);
  assert.match((await tree('--help')).output, /get .*set .*add .*rm .*copy .*exec .*alert .*run /s);
  assert.match((await tree('alert', '--help')).output, /Example:\n {2}scomo device tree alert .* show/);
});
