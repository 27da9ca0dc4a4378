import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask } from '../../test/drive.ts';
import { applyEvents } from './apply-events.ts';
import { NOTHING_KNOWN } from './knowledge.ts';
import { matchReport, type ReportMarks } from './match-report.ts';
import type { OperationRecord, TaskFacts } from './task.ts';

function download(index: number, component: string, more: Partial<OperationRecord> = {}): OperationRecord {
  return {
    correlator: `t1-${index}-1`,
    operation: 'DownloadInstallInactive',
    component,
    uri: `./SCOMO/Download/t1-${index}/Operations/DownloadInstallInactive`,
    sentAt: NOW,
    status: 202,
    reports: [],
    ...more,
  };
}
const A = download(0, 'com.a');
const B = download(1, 'com.b');
const SET: OperationRecord = {
  ...A,
  correlator: 't1-a-1',
  operation: 'ActivateSet',
  component: '',
  uri: './SCOMO/Ext/Scomo/Sets/t1/Operations/Activate',
};
const taskWith = (...operations: OperationRecord[]): TaskFacts => ({
  ...newTask('t1', deployOrder(['com.a', 'com.b'])),
  operations,
});

const CASES: readonly (readonly [
  name: string,
  operations: OperationRecord[],
  marks: ReportMarks,
  found: number | undefined,
])[] = [
  ['Correlator', [A, B], { correlator: 't1-1-1' }, 1],
  ['Correlator before Source', [A, B], { correlator: 't1-1-1', source: A.uri }, 1],
  ['Source, without Correlator', [A, B], { source: B.uri }, 1],
  ['Source, with an unknown Correlator', [A, B], { correlator: 'x', source: B.uri }, 1],
  ['Source: the newest open one', [download(0, 'com.a', { correlator: 't1-0-0' }), A], { source: A.uri }, 1],
  ['Source of a closed one only', [{ ...A, endedAt: NOW }], { source: A.uri }, undefined],
  ['Identifier is the component', [A, B], { identifier: 'com.b' }, 1],
  ['Identifier is the PkgID', [A, B], { identifier: 'sha256:com.b@2.0' }, 1],
  ['Identifier is the node name', [A, B], { identifier: 't1-1' }, 1],
  ['Target ends in the node', [A, B], { target: './SCOMO/Inventory/Deployed/t1-1' }, 1],
  ['nothing that fits', [A, B], { correlator: 'x', source: './x', identifier: 'com.z' }, undefined],
  ['no marks at all', [A, B], {}, undefined],
  [
    'first in, first out: PkgID of the other',
    [A, B],
    { correlator: 't1-0-1', source: A.uri, identifier: 'sha256:com.b@2.0' },
    1,
  ],
  [
    'an Identifier that fits none does not override',
    [A, B],
    { correlator: 't1-0-1', identifier: 'com.z' },
    0,
  ],
  ['an Identifier that fits does not override', [A, B], { correlator: 't1-0-1', identifier: 'com.a' }, 0],
  [
    'a set reports its members under its own Correlator',
    [A, SET],
    { correlator: 't1-a-1', identifier: 'com.a' },
    1,
  ],
  [
    'a closed one by its Correlator: a duplicate',
    [{ ...A, endedAt: NOW }, B],
    { correlator: 't1-0-1', identifier: 'com.b' },
    0,
  ],
];

for (const [name, operations, marks, found] of CASES) {
  test(`report matched: ${name}`, () => {
    assert.equal(matchReport([taskWith(...operations)], marks)?.operation, found);
  });
}

function alert(correlator: string | undefined, ...items: (readonly [code: number, id: string])[]) {
  return {
    type: 'alert' as const,
    code: 1226 as const,
    ...(correlator === undefined ? {} : { correlator }),
    items: items.map(([code, id]) => ({
      source: { locUri: SET.uri },
      meta: { type: 'Reversed-Domain-Name: org.openmobilealliance.dm.softwarecomponent.OperationComplete' },
      data: `<ResultCode>${code}</ResultCode><Identifier>${id}</Identifier>`,
    })),
  };
}

test('Items of one alert all go to the operation that was open when it came', () => {
  const event = alert('t1-a-1', [1409, 'com.a'], [1497, 'com.b']);
  const { tasks } = applyEvents(NOTHING_KNOWN, [taskWith(SET)], [event], NOW);
  assert.deepEqual(tasks[0]?.operations[0]?.reports, [
    { code: 1409, identifier: 'com.a' },
    { code: 1497, identifier: 'com.b' },
  ]);
  assert.equal(tasks[0]?.operations[0]?.endedAt, NOW);
});

test('a report that comes again changes nothing', () => {
  const event = alert('t1-a-1', [1200, 'com.a']);
  const once = applyEvents(NOTHING_KNOWN, [taskWith(SET)], [event], NOW);
  const twice = applyEvents(once.known, once.tasks, [event], '2027-01-01T00:00:00.000Z');
  assert.equal(twice.tasks[0], once.tasks[0]);
});

test('an operation that ended makes the inventory stale, a repeated report does not', () => {
  const inventory = { deployed: [], delivered: [], downloads: [], sets: true, setUris: [] };
  const known = { ...NOTHING_KNOWN, roots: ['./SCOMO'], inventory };
  const event = alert('t1-a-1', [1200, 'com.a']);
  const once = applyEvents(known, [taskWith(SET)], [event], NOW);
  assert.equal(once.known.inventory, undefined);
  assert.deepEqual(once.known.roots, ['./SCOMO']);
  assert.equal(applyEvents(known, once.tasks, [event], NOW).known.inventory, inventory);
});

for (const [name, event] of [
  ['of nobody', alert('other', [1200, 'com.z'])],
  ['without a code', { ...alert('t1-a-1'), items: [{ ...alert('x', [1, 'y']).items[0], data: 'rubbish' }] }],
  [
    'of an unknown type, for no Exec of ours',
    { ...alert('other'), items: [{ meta: { type: 'x' }, data: '1200' }] },
  ],
] as const) {
  test(`an alert ${name} changes no task`, () => {
    const tasks = [taskWith(SET)];
    const items = event.items.map((item) => ({ ...item, source: { locUri: './other' } }));
    assert.equal(applyEvents(NOTHING_KNOWN, tasks, [{ ...event, items }], NOW).tasks[0], tasks[0]);
  });
}
