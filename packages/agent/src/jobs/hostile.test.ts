import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { freshFolder } from '../../test/folder.ts';
import { CONTENT_CASES } from '../../test/hostile/content-cases.ts';
import { FORM_CASES } from '../../test/hostile/form-cases.ts';
import { GOOD, type HostileCase, pkgIdOf } from '../../test/hostile/hostile-case.ts';
import { TRUST_CASES } from '../../test/hostile/trust-cases.ts';
import { type JobRig, jobRig } from '../../test/rig.ts';
import { putPackage } from '../journal/packages.ts';
import { deliveredFile } from './fetch-package.ts';
import { runJobs } from './run-jobs.ts';
import { createDelivery } from './take-package.ts';

const CASES = [...TRUST_CASES, ...FORM_CASES, ...CONTENT_CASES];
const NODE = './SCOMO/Inventory/Delivered/x';
const SPARE = 1024 * 1024;
const PIECE = 16_384;

/** Changes to the file of a package after it was checked and before it is installed. security.md C6 */
const TAMPERED: readonly (readonly [name: string, change: (bytes: Buffer) => Buffer])[] = [
  ...[0, 9, 400, 1_500, 200_000].map(
    (at) =>
      [`bit of byte ${at}`, (bytes: Buffer) => Buffer.from(bytes.with(at, (bytes[at] ?? 0) ^ 1))] as const,
  ),
  ['another last byte', (bytes) => Buffer.from(bytes.with(-1, 0x21))],
  ['a byte less', (bytes) => bytes.subarray(0, -1)],
  ['a byte more', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
  ['nothing left', () => Buffer.alloc(0)],
  ['all zeros', (bytes) => Buffer.alloc(bytes.length)],
];

let refused = 0;
let mostOver = 0;

/** Code that a package ends with: while it comes, or when it is installed. Also the most bytes that it had on the disk. */
async function codeOf(rig: JobRig, { bytes, pkgId = pkgIdOf(bytes) }: HostileCase) {
  const { context } = rig;
  const delivery = createDelivery(
    context,
    await context.installer.terms(),
    await context.installer.inventory(false),
  );
  const sink = delivery.sink(pkgId, NODE);
  const part = join(context.state, 'downloads', 'object.part');
  let peak = 0;
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE);
      const { status, detail = '' } = sink.take(at, piece, at + piece.length === bytes.length);
      peak = Math.max(peak, statSync(part, { throwIfNoEntry: false })?.size ?? 0);
      if (status >= 400) return { code: Number(/\((\d{4})\)/.exec(detail)?.[1]), detail, peak };
    }
    const record = delivery.keep();
    assert.ok(record !== undefined, 'it was taken, but there is no record of it');
    putPackage(context.journal, record);
  } finally {
    delivery.close();
  }
  return { ...(await install(rig, pkgId)), peak };
}

async function install(rig: JobRig, pkgId: string) {
  rig.order({ operation: 'Install', node: NODE, delivered: { pkgId } });
  await runJobs(rig.context);
  const [report = ''] = rig.reports();
  return { code: Number(report.split(' ').at(-1)), detail: report };
}

/** All that is not the journal or a partial file: names, kinds, modes, bytes. */
function outside(base: string, state: string): string {
  const hash = createHash('sha256');
  const walk = (path: string) => {
    const { mode } = lstatSync(path);
    hash.update(`${path} ${mode}\n`);
    if ((mode & 0o170000) === 0o100000) hash.update(readFileSync(path));
    if ((mode & 0o170000) !== 0o040000) return;
    for (const name of readdirSync(path).sort()) {
      const own =
        path === state && (name.startsWith('journal.db') || name === 'downloads' || name === 'logs');
      if (!own) walk(join(path, name));
    }
  };
  walk(base);
  return hash.digest('hex');
}

test('hostile packages: each is refused with its code, and nothing beside it has changed', async (t) => {
  const base = freshFolder(t);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = base;
  const rig = await jobRig(t, []).finally(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  const { state } = rig.context;
  mkdirSync(join(base, 'etc'));
  writeFileSync(join(base, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  symlinkSync(join(base, 'etc'), join(state, 'way-out'));
  assert.equal(
    (await codeOf(rig, { name: '', bytes: GOOD.bytes, codes: [] })).code,
    1200,
    'the good one is taken',
  );
  const start = outside(base, state);
  const names = new Set<string>();
  for (const each of CASES) {
    await t.test(each.name, async () => {
      names.add(each.name);
      const { code, detail, peak } = await codeOf(rig, each);
      assert.ok(each.codes.includes(code), `${code} instead of ${each.codes.join(' or ')}: ${detail}`);
      assert.equal(outside(base, state), start, 'something beside it has changed');
      mostOver = Math.max(mostOver, peak - GOOD.bytes.length);
      refused += 1;
    });
  }
  assert.equal(names.size, CASES.length, 'each has a name of its own');
});

test('packages changed between check and installation: nothing of them is installed', async (t) => {
  for (const [name, change] of TAMPERED) {
    await t.test(name, async (inner) => {
      const rig = await jobRig(inner, []);
      const { context } = rig;
      const delivery = createDelivery(
        context,
        await context.installer.terms(),
        await context.installer.inventory(false),
      );
      assert.equal(delivery.sink(GOOD.pkgId, NODE).take(0, GOOD.bytes, true).status, 200);
      const record = delivery.keep();
      assert.ok(record !== undefined);
      putPackage(context.journal, record);
      const file = deliveredFile(context.state, GOOD.pkgId);
      const changed = change(readFileSync(file));
      writeFileSync(file, changed);
      const { code, detail } = await install(rig, GOOD.pkgId);
      const harmless = code === 1200 && (await rig.components()).length === 1;
      assert.ok(code >= 1400 || (harmless && changed.length === GOOD.bytes.length), detail);
      if (code === 1200) {
        const data = readFileSync(join(context.state, 'current/com.example.hostile/data'));
        assert.deepEqual(data, Buffer.alloc(300_000, 'good '), 'installed are the signed bytes');
      }
    });
  }
});

after(() => {
  const all = CASES.length;
  const met = refused === all && all >= 200 && mostOver <= SPARE;
  console.log(`G22 hostile-packages refused ${refused}/${all} target all of ≥200 ${met ? 'PASS' : 'FAIL'}`);
  console.log(
    `G22 disk-beyond-declared ${Math.max(0, mostOver)} bytes target ≤${SPARE} ${mostOver <= SPARE ? 'PASS' : 'FAIL'}`,
  );
});
