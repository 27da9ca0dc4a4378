import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployOrder, NOW, newTask, runOut, session, startDrive, task } from '../../test/drive.ts';
import { type Behaviour, type FakeDevice, fakeDevice, install, installed } from '../../test/fake-device.ts';
import type { Fact } from './knowledge.ts';
import { locate } from './locate.ts';
import { readInventory } from './read-inventory.ts';
import { downloadName } from './set-names.ts';

/** spec/scomo.md §12. Rows that other files test: Q9, Q13, Q14, Q19-Q21, Q26, Q37 client-ways; Q3, Q6, Q33 match-report. */
const PLAIN: Partial<Behaviour> = { lists: false, sets: false, primitives: ['DownloadInstall'] };

function foreign(behaviour: Partial<Behaviour> = {}): FakeDevice {
  const device = fakeDevice({ ...PLAIN, ...behaviour });
  install(device, 'com.a', { id: 'com.a', version: '1.0', pkgId: '', state: 20 });
  return device;
}
const deploying = () => startDrive(newTask('t1', deployOrder(['com.a'])));
const removing = () => startDrive(newTask('t1', { kind: 'remove', components: ['com.a'] }));

type Alert = FakeDevice['alerts'][number];
function report(over: {
  correlator?: string;
  type?: string;
  target?: string;
  data?: string;
  format?: string;
}): Alert {
  const { correlator, target, data = '<ResultCode>1200</ResultCode>' } = over;
  const { type = 'urn:oma:at:scomo:1.0:OperationComplete', format = 'chr' } = over;
  return {
    type: 'alert',
    code: 1226,
    ...(correlator === undefined ? {} : { correlator }),
    items: [
      { ...(target === undefined ? {} : { target: { locUri: target } }), meta: { type, format }, data },
    ],
  };
}
const result = (code: number, identifier: string) =>
  `<ResultCode>${code}</ResultCode><Identifier>${identifier}</Identifier>`;

/** Reports of a download of com.a that the device has carried out, and what becomes of the task. */
const REPORTS: readonly [id: string, alert: Alert, state: string, code: number | undefined][] = [
  [
    'Q2 a Target of the wrong branch says nothing',
    report({
      correlator: 't1-0-1',
      target: './SCOMO/Inventory/Deployed/t1-0',
      data: result(1200, 'sha256:com.a@2.0'),
    }),
    'verified',
    undefined,
  ],
  ['Q3 Identifier is the PkgID', report({ data: result(1200, 'sha256:com.a@2.0') }), 'verified', undefined],
  [
    'Q3 Identifier is the component, no Target',
    report({ data: result(1200, 'com.a') }),
    'verified',
    undefined,
  ],
  ['Q7 ResultCode 500', report({ correlator: 't1-0-1', data: result(500, 'com.a') }), 'failed', 500],
  ['Q7, Q39 ResultCode 1405', report({ correlator: 't1-0-1', data: result(1405, 'com.a') }), 'failed', 1405],
  ['Q7 ResultCode 1402', report({ correlator: 't1-0-1', data: result(1402, 'com.a') }), 'failed', 1402],
  [
    'Q23 several Items, one of them failed',
    {
      ...report({ correlator: 't1-0-1' }),
      items: [
        ...report({ data: result(1200, 'other') }).items,
        ...report({ data: result(1405, 'com.a') }).items,
      ],
    },
    'failed',
    1405,
  ],
  [
    'Q32 the older alert type, Format text/plain',
    report({
      correlator: 't1-0-1',
      type: 'org.openmobilealliance.dm.softwarecomponent.OperationComplete',
      format: 'text/plain',
    }),
    'verified',
    undefined,
  ],
  [
    'Q33 Identifier is the last segment of Target',
    report({ target: './SCOMO/Download/t1-0', data: result(1405, 't1-0') }),
    'failed',
    1405,
  ],
];
for (const [id, alert, state, code] of REPORTS) {
  test(id, () => {
    const device = foreign({ losesReports: true, lies: state === 'failed' });
    const drive = deploying();
    session(drive, device);
    device.alerts.push(alert);
    session(drive, device);
    assert.deepEqual([task(drive).state, task(drive).code], [state, code]);
  });
}

/** Statuses of an Exec that end it in line. */
const IN_LINE: readonly [
  id: string,
  make: typeof deploying,
  status: number,
  state: string,
  reason: RegExp,
][] = [
  ['Q10 Remove answers 1412 in line', removing, 1412, 'failed', /1412/],
  ['Q11 an Exec without a handler answers 1411', deploying, 1411, 'failed', /1411/],
  ['Q25 the application vetoes with 403', deploying, 403, 'failed', /forbidden by the device \(403\)/],
  ['Q27 refused because Status is not as expected', deploying, 412, 'failed', /412/],
  ['Q34 a synchronous 404', removing, 404, 'failed', /404/],
  ['Q42 rolled back, and that failed', deploying, 516, 'failed', /516/],
];
for (const [id, make, status, state, reason] of IN_LINE) {
  test(id, () => {
    const drive = make();
    runOut(drive, foreign({ execStatus: status }));
    assert.equal(task(drive).state, state);
    assert.match(task(drive).reason, reason);
  });
}

for (const inLine of [200, 1200]) {
  test(`Q10, Q34, Q43 an Exec done in line with ${inLine} is verified in the tree`, () => {
    const device = foreign({ inLine, losesReports: true });
    const drive = deploying();
    runOut(drive, device);
    assert.deepEqual([task(drive).state, task(drive).operations[0]?.status], ['verified', inLine]);
    assert.deepEqual(installed(device), ['com.a 2.0 20']);
  });
  test(`Q10 a removal done in line with ${inLine}`, () => {
    const device = foreign({ inLine, losesReports: true });
    const drive = removing();
    runOut(drive, device);
    assert.deepEqual([task(drive).state, installed(device)], ['removed', []]);
  });
}

test('Q5, Q6 every Exec has a Correlator of its own of letters, digits and hyphens, and there is one open at a time', () => {
  const device = foreign();
  const drive = startDrive(newTask('tk_1', deployOrder(['com.a', 'com.b'], 'silent', false)));
  session(drive, device);
  assert.equal(device.effects.length, 1);
  runOut(drive, device);
  assert.equal(new Set(device.effects).size, 2);
  for (const correlator of device.effects) assert.match(correlator, /^[A-Za-z0-9-]+$/);
});

const node = (...children: string[]): Fact => ({ kind: 'interior', children });
const leaf = (value: string): Fact => ({ kind: 'leaf', value });
const deployed = (facts: Readonly<Record<string, Fact>>, root = './SCOMO', lists = false) => {
  const known = { ...facts };
  for (let reads = 0; reads < 10; reads += 1) {
    const read = readInventory(known, [root], lists);
    if (read.kind === 'inventory') return read.inventory.deployed;
    if (read.kind === 'refused') throw new Error(`refused ${read.code}`);
    for (const uri of read.uris) known[uri] ??= { kind: 'absent', code: 404 };
  }
  throw new Error('not read');
};

test('Q8 a leaf that holds a NUL is empty, a State never set is unknown', () => {
  const device = foreign();
  device.tree['./SCOMO/Inventory/Deployed/com.a/PkgIDRef'] = '\0';
  device.tree['./SCOMO/Inventory/Deployed/com.a/State'] = '\0';
  const drive = startDrive(newTask('t1', { kind: 'inventory' }));
  runOut(drive, device);
  const [row] = drive.inventory?.deployed ?? [];
  assert.deepEqual([row?.pkgIdRef, row?.state], ['', 0]);
});

test('Q12 the Download node stays after success', () => {
  const device = foreign();
  const drive = deploying();
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
  assert.deepEqual(installed(device), ['com.a 2.0 20']);
});

test('Q16 node names fit 31 characters', () => {
  const name = downloadName('tk_01jabcdefghijklmnopqrstuvwxyz', 35);
  assert.ok(name.length <= 31 && /^[A-Za-z0-9._-]+$/.test(name), name);
});

test('Q18, Q24 components without a package, or of package -1, count by their version', () => {
  for (const pkgId of ['', '-1']) {
    const device = foreign();
    install(device, 'com.a', { id: 'com.a', version: '2.0', pkgId, state: 20 });
    const drive = deploying();
    runOut(drive, device);
    assert.deepEqual([task(drive).state, device.effects], ['verified', []]);
  }
});

test('Q24 unknown leaves do not disturb the inventory (T19)', () => {
  const device = foreign();
  device.tree['./SCOMO/Inventory/Deployed/com.a/ToolVersion'] = '9';
  device.tree['./SCOMO/Inventory/Deployed/com.a/Ext'] = null;
  const drive = startDrive(newTask('t1', { kind: 'inventory' }));
  runOut(drive, device);
  assert.deepEqual(
    drive.inventory?.deployed.map(({ id }) => id),
    ['com.a'],
  );
});

test('Q28, Q31, Q36 ./SCM with names in lower case; numbers as text with blanks', () => {
  const facts: Record<string, Fact> = {
    '.': node('DevInfo', 'SCM'),
    './SCM?prop=Type': { kind: 'absent', code: 406 },
    './SCM': node('download', 'inventory'),
    './SCM/inventory': node('deployed'),
    './SCM/inventory/deployed': node('a'),
    './SCM/inventory/deployed/a/ID': leaf('com.a'),
    './SCM/inventory/deployed/a/Version': leaf('1.0'),
    './SCM/inventory/deployed/a/State': leaf('20'),
    './SCM/inventory/deployed/a/Status': leaf('10'),
  };
  assert.deepEqual(locate(facts), { kind: 'roots', roots: ['./SCM'] });
  assert.deepEqual(
    deployed(facts, './SCM').map(({ id, state, status }) => [id, state, status]),
    [['com.a', 20, 10]],
  );
});

test('Q29 Status 70 of a download is a failure once the report is overdue', () => {
  const device = foreign({ losesReports: true, lies: true });
  const drive = deploying();
  session(drive, device);
  device.tree['./SCOMO/Download/t1-0/Status'] = '70';
  session(drive, device, '2026-01-02T00:00:00.000Z');
  assert.deepEqual([task(drive).state, task(drive).code], ['failed', 1405]);
});

test('Q38 a list that leaves Status out is completed leaf by leaf', () => {
  const uri = './SCOMO/Inventory/Deployed';
  const facts: Record<string, Fact> = {
    [uri]: node('a'),
    [`${uri}?list=StructData`]: node('a'),
    [`${uri}/a`]: node('ID', 'State'),
    [`${uri}/a/ID`]: leaf('com.a'),
    [`${uri}/a/State`]: leaf('20'),
  };
  const read = readInventory(facts, ['./SCOMO']);
  assert.ok(read.kind === 'reads' && read.uris.includes(`${uri}/a/Status`));
  assert.deepEqual(deployed({ ...facts, [`${uri}/a/Status`]: leaf('10') }, './SCOMO', true)[0]?.status, 10);
});

test('Q40, Q41 a node that is there already is used, one that cannot be deleted is left', () => {
  const device = foreign();
  device.tree['./SCOMO/Download/t1-0'] = null;
  device.tree['./SCOMO/Download/t1-0/PkgID'] = '';
  device.tree['./SCOMO/Download/t1-0/Operations'] = null;
  device.tree['./SCOMO/Download/t1-0/Operations/DownloadInstall'] = '';
  const drive = deploying();
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
});

test('Q44 a Delivered node that has gone does not matter', () => {
  const device = foreign({ losesReports: true });
  const drive = deploying();
  session(drive, device, NOW);
  delete device.tree['./SCOMO/Inventory/Delivered'];
  runOut(drive, device);
  assert.equal(task(drive).state, 'verified');
});

test('Q37 a leaf that is there already (418) is replaced, one that has gone (404) is added', () => {
  const device = foreign();
  const node = './SCOMO/Download/t1-0';
  for (const leaf of ['PkgID', 'PkgURL', 'Name', 'Status']) device.tree[`${node}/${leaf}`] = 'old';
  device.tree[node] = null;
  device.tree[`${node}/Operations`] = null;
  device.tree[`${node}/Operations/DownloadInstall`] = '';
  device.behaviour.hidden = `${node}/PkgURL`;
  device.behaviour.forgets = `${node}/PkgID`;
  const drive = deploying();
  session(drive, device);
  const sent = drive.sessions[0]?.filter((tag) => tag.startsWith('write|'));
  assert.deepEqual(sent, [
    'write|t1|0.PkgID',
    'write|t1|0.PkgURL.add',
    'write|t1|0.Name',
    'write|t1|0.PkgID.add',
    'write|t1|0.PkgURL',
  ]);
  assert.deepEqual(
    [device.tree[`${node}/PkgID`], device.tree[`${node}/PkgURL`]],
    ['sha256:com.a@2.0', 'http://h/pk_com.a?s=1'],
  );
});
