import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isTaskOver, type NewTask, type TaskView } from '@scomo/api';
import type { Message } from '@scomo/syncml';
import { runScriptedSession, type ScriptedDevice } from '../src/scripted-device.ts';
import { DEVICE_TYPE, openWorld, type World } from '../src/world.ts';

let world: World;
let releaseId = '';
before(async () => {
  world = await openWorld();
  const made = { component: 'org.example.radio', version: '2.0', counter: 1, program: 'tool' } as const;
  const { id } = await world.publish(made);
  const release = { name: 'radio', packageIds: [id], atomic: true };
  ({ id: releaseId } = await world.client.createRelease({ body: release }));
});
after(() => world.close());

interface Played {
  readonly task: TaskView;
  readonly shown: readonly string[];
  /** Operations that were executed. */
  readonly execs: readonly string[];
  readonly said: readonly Message[];
}

/** One session of a foreign client whose End User gives this Status to every alert. */
async function play(
  deviceId: string,
  status: number,
  consent: NonNullable<NewTask['consent']>,
): Promise<Played> {
  const { auth } = await world.client.createDevice({
    body: { deviceId, deviceType: DEVICE_TYPE, auth: { scheme: 'basic' } },
  });
  const shown: string[] = [];
  const execs: string[] = [];
  const device: ScriptedDevice = {
    ...{
      url: `${world.url}/dm`,
      deviceId,
      userName: auth.clientName,
      secret: auth.clientSecret,
      encoding: 'wbxml',
    },
    tree: new Map([['./DevInfo/Lang', 'de-AT']]),
    types: new Map([
      ['./SCOMO', 'urn:oma:mo:oma-scomo:1.0'],
      ['./SCOMO/Download', ''],
      ['./SCOMO/Inventory', ''],
      ['./SCOMO/Inventory/Delivered', ''],
      ['./SCOMO/Inventory/Deployed', ''],
    ]),
    exec(uri) {
      execs.push(uri.split('/').at(-1) ?? '');
      return 202;
    },
    alert(code, text) {
      shown.push(`${code} ${text}`);
      return status;
    },
  };
  const { id } = await world.client.createTask({ body: { deviceId, kind: 'deploy', releaseId, consent } });
  const said = await runScriptedSession(device);
  return { task: await world.client.getTask({ params: { id } }), shown, execs, said };
}

const ASK = { mode: 'ask', deferralsMax: 0 } as const;
const codes = (said: readonly Message[]) =>
  said.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.kind === 'Status' ? [`${command.cmd} ${command.code}`] : [])),
  );

test('a foreign client is asked in its language, and yes carries the Exec out', async () => {
  const { task, shown, execs } = await play('IMEI:says-yes', 200, ASK);
  assert.equal(shown.length, 1);
  assert.match(shown[0] ?? '', /^1101 Sind Sie einverstanden\?\nradio 2\.0 .*\n {2}Version: .* neu, 2\.0\n/);
  assert.equal(execs.length, 1);
  assert.deepEqual(
    task.consent.map(({ answer, by, language }) => [answer, by, language]),
    [['yes', 'ui-alert', 'de']],
  );
  assert.equal(`1101 ${task.consent[0]?.shown}`, shown[0]);
  assert.match(task.consent[0]?.shownDigest ?? '', /^[0-9a-f]{64}$/);
  assert.equal(task.state, 'downloading', task.reason);
});

for (const status of [304, 214]) {
  test(`the Exec is answered 215 and the task declined: ${status}`, async () => {
    const { task, execs, said } = await play(`IMEI:says-${status}`, status, ASK);
    assert.deepEqual([task.state, task.code], ['declined', 1401]);
    assert.deepEqual(execs, []);
    assert.ok(codes(said).includes('Exec 215'));
    assert.deepEqual(
      task.consent.map(({ answer }) => answer),
      ['no'],
    );
  });
}

test('a client without user interface: refused, or gone on with', async () => {
  const refused = await play('IMEI:mute', 406, ASK);
  assert.deepEqual([refused.task.state, refused.task.code, refused.execs], ['failed', 406, []]);
  assert.ok(isTaskOver(refused.task));
  const gone = await play('IMEI:mute-too', 406, { ...ASK, ifNoUi: 'go' });
  assert.deepEqual([gone.task.state, gone.execs.length], ['downloading', 1]);
});

test('told by an alert 1100 before the Exec', async () => {
  const { shown, execs, task } = await play('IMEI:is-told', 200, { mode: 'tell', deferralsMax: 0 });
  assert.match(shown[0] ?? '', /^1100 radio 2\.0 /);
  assert.deepEqual([execs.length, task.consent[0]?.answer], [1, 'told']);
});
