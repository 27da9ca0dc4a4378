import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask } from '../../test/drive.ts';
import { deliver } from './deliver.ts';
import { deploySingly } from './deploy-singly.ts';
import type { DeliveredRow, Fact, Knowledge } from './knowledge.ts';
import type { Scene } from './scene.ts';

const NODE = './SCOMO/Inventory/Delivered/t1-0';
const order = { ...deployOrder(['com.a']), delivery: 'direct' } as const;
const task = newTask('t1', order);
const [member = assert.fail()] = order.members;

interface Known {
  /** Answers by step, and what the device said in words. */
  readonly sent?: Readonly<Record<string, number>>;
  readonly said?: string;
  readonly large?: string;
  readonly delivered?: DeliveredRow;
  readonly facts?: Readonly<Record<string, Fact>>;
}

function scene({ sent = {}, said, large, delivered, facts = {} }: Known): Scene {
  const tags = Object.entries(sent).map(([step, code]) => [`write|t1|0.${step}`, code] as const);
  const known: Knowledge = {
    facts: {
      ...facts,
      ...(large === undefined ? {} : { './DevDetail/LrgObj': { kind: 'leaf', value: large } }),
    },
    asked: [],
    sent: Object.fromEntries(tags),
    ...(said === undefined ? {} : { said: { 'write|t1|0.data': said } }),
  };
  const rows = delivered === undefined ? [] : [delivered];
  const inventory = { deployed: [], delivered: rows, downloads: [], sets: false, setUris: [] };
  return {
    known,
    root: './SCOMO',
    inventory,
    env: { now: NOW, packageUrl: () => assert.fail('no URL is needed') },
  };
}

const row = (uri: string, state: number): DeliveredRow => ({
  uri,
  pkgId: member.pkgId,
  name: '',
  state,
  status: 10,
});
const NODES = { node: 200, PkgID: 200, Name: 200 };
const steps = ['node', 'PkgID', 'Name'].map((step) => `write|t1|0.${step}`);

/** What is known, and what comes next: tags, the node of a package that is there, or a failure. spec/scomo.md §2.3 */
const rows: readonly [id: string, known: Known, set: string | undefined, expected: unknown][] = [
  ['nothing yet', {}, undefined, [...steps, 'get|./DevDetail/LrgObj']],
  [
    'nothing yet, of a set',
    { large: 'true' },
    's',
    [...steps, 'write|t1|0.ext', 'write|t1|0.scomo', 'write|t1|0.set'],
  ],
  ['its nodes are there', { sent: NODES, large: 'true' }, undefined, ['write|t1|0.data']],
  [
    'its nodes were there before',
    { sent: { node: 418, PkgID: 418, Name: 404 }, large: 'true' },
    undefined,
    ['write|t1|0.PkgID.replace'],
  ],
  [
    'PkgID replaced',
    { sent: { ...NODES, PkgID: 418, 'PkgID.replace': 200 }, large: 'true' },
    undefined,
    ['write|t1|0.data'],
  ],
  [
    'no node below Delivered',
    { sent: { ...NODES, node: 405 }, large: 'true' },
    undefined,
    '405 the device takes no packages inside a session',
  ],
  [
    'PkgID refused',
    { sent: { ...NODES, PkgID: 425 }, large: 'true' },
    undefined,
    '425 the device takes no packages inside a session',
  ],
  ['octets taken', { sent: { ...NODES, data: 200 }, large: 'true' }, undefined, NODE],
  ['octets not answered', { sent: { ...NODES, data: 0 }, large: 'true' }, undefined, []],
  [
    'Data was there',
    { sent: { ...NODES, data: 418 }, large: 'true' },
    undefined,
    ['write|t1|0.data.replace'],
  ],
  ['Data replaced', { sent: { ...NODES, data: 418, 'data.replace': 200 }, large: 'true' }, undefined, NODE],
  [
    'Data was there and stays',
    { sent: { ...NODES, data: 418, 'data.replace': 405 }, large: 'true' },
    undefined,
    '405 the device did not take the package',
  ],
  [
    'refused in words',
    { sent: { ...NODES, data: 415 }, said: 'SignatureFail (1407)', large: 'true' },
    undefined,
    '415 SignatureFail (1407)',
  ],
  [
    'too large for the device',
    { sent: { ...NODES, data: 413 }, large: 'true' },
    undefined,
    '413 the device did not take the package',
  ],
  [
    'too large for a message',
    { sent: { ...NODES, data: 413 }, large: 'false' },
    undefined,
    '413 the device takes no large objects, and the package is more than one message holds',
  ],
  [
    'broken off',
    { sent: { ...NODES, data: 1225 }, large: 'true' },
    undefined,
    '1225 the device did not take the package',
  ],
  [
    'it is there from before',
    { delivered: row('./SCOMO/Inventory/Delivered/y', 10) },
    undefined,
    './SCOMO/Inventory/Delivered/y',
  ],
  [
    'it is there, of a set',
    { delivered: row(NODE, 10) },
    's',
    ['write|t1|0.ext', 'write|t1|0.scomo', 'write|t1|0.set'],
  ],
  [
    'it is there, of this set',
    { delivered: row(NODE, 10), sent: { ext: 418, scomo: 418, set: 418 } },
    's',
    ['write|t1|0.set.replace'],
  ],
  ['its node is there without it', { delivered: row(NODE, 0), large: 'true' }, undefined, steps],
];
for (const [id, known, set, expected] of rows) {
  test(`delivery: ${id}`, () => {
    const step = deliver(task, member, 0, scene(known), set);
    const seen =
      step.kind === 'send'
        ? step.send.map(({ tagged }) => tagged.tag)
        : step.kind === 'delivered'
          ? step.node
          : `${step.code} ${step.detail}`;
    assert.deepEqual(seen, expected);
  });
}

for (const [large, whole] of [
  ['true', undefined],
  ['false', true],
] as const) {
  test(`LrgObj ${large}: the object is named, in chunks or whole`, () => {
    const step = deliver(task, member, 0, scene({ sent: NODES, large }), undefined);
    assert.ok(step.kind === 'send');
    const [{ tagged } = assert.fail()] = step.send;
    const object = { ref: member.pkgId, size: member.bytes, ...(whole ? { whole } : {}) };
    assert.deepEqual(tagged.object, object);
    assert.deepEqual(tagged.command, {
      kind: 'Add',
      cmdId: '',
      items: [{ target: { locUri: `${NODE}/Data` }, meta: { type: 'application/octet-stream' } }],
    });
  });
}

for (const [id, listed, operation] of [
  ['stages it where the device can', ['Remove', 'Install', 'InstallInactive'], 'InstallInactive'],
  ['installs it at once where it cannot', ['Install', 'Remove'], 'Install'],
] as const) {
  test(`a device without sets ${id}`, () => {
    const facts: Record<string, Fact> = { [`${NODE}/Operations`]: { kind: 'interior', children: listed } };
    const { send } = deploySingly(
      task,
      order,
      scene({ sent: { ...NODES, data: 200 }, large: 'true', facts }),
    );
    const [{ operation: exec } = assert.fail()] = send;
    assert.equal(exec?.record.uri, `${NODE}/Operations/${operation}`);
    assert.equal(exec.record.operation, operation);
  });
}
