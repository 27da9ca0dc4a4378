import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, linkSync, lstatSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { nextRoot, type RawSample, rawSample, sample, script, stranger } from '../../../test/packages.ts';
import { type SocketRig, socketRig } from '../../../test/socket-rig.ts';
import { LIMITS } from '../../base/limits.ts';
import type { ChangeRequest } from '../port.ts';

const one = sample('com.example.one', '1.0');
const one2 = sample('com.example.one', '2.0', { counter: 2 });
const sick = sample('com.example.one', '3.0', { counter: 3 }, [script('bin/say', 'exit 3')]);
const serverId = 'scomo';
const NOTHING = { activate: [], deactivate: [], remove: [], drop: [], fresh: [], code: 1409 } as const;
const change = (id: string, over: Partial<ChangeRequest>): ChangeRequest => ({ id, ...NOTHING, ...over });

/** Two versions were there, the newer one is active: what an honest part would have left behind. */
async function used(t: Parameters<typeof socketRig>[0]): Promise<SocketRig> {
  const rig = await socketRig(t);
  for (const made of [one, one2]) {
    rig.put(made);
    await rig.port.stage({ pkgId: made.pkgId, serverId });
    const outcome = await rig.port.apply(
      change(made.member.version.replace('.', '-'), { activate: [made.pkgId] }),
    );
    assert.equal(outcome.done, true);
  }
  await rig.port.sweep();
  return rig;
}

const stageOf = (pkgId: unknown, over = {}) => ({ verb: 'stage', pkgId, serverId, ...over });
const json = (value: unknown) => `${JSON.stringify(value)}\n`;
/** Lines that are no requests, and what they are called. */
const LINES: readonly (readonly [title: string, line: string | Uint8Array, why: RegExp])[] = [
  ['an empty line', '\n', /no line of JSON/],
  ['noise', Uint8Array.of(0xff, 0xfe, 0, 1, 2, 10), /no line of JSON/],
  ['half a request', '{"verb":"sweep"\n', /no line of JSON/],
  ['a list', '["sweep"]\n', /no object/],
  ['nothing', 'null\n', /no object/],
  ['very deep', `${'['.repeat(100_000)}\n`, /no line of JSON|no object/],
  ['too much', 'x'.repeat(LIMITS.requestBytesMax + 1), /too long/],
  ['an unknown verb', json({ verb: 'run', argv: ['id'] }), /no such verb/],
  ['a verb of the language', json({ verb: 'toString' }), /no such verb/],
  ['a verb that is none', json({ verb: { toString: 'sweep' } }), /no such verb/],
  ['a path beside the package', json(stageOf(one.pkgId, { file: '/etc/shadow' })), /no such field/],
  ['no account', json({ verb: 'stage', pkgId: one.pkgId }), /serverId/],
  ['a path as the package', json(stageOf('../../../etc/passwd')), /pkgId/],
  ['a path in the digest', json(stageOf(`sha256:${'../'.repeat(21)}a`)), /pkgId/],
  ['a digest and more', json(stageOf(`${one.pkgId}\n`)), /pkgId/],
  ['a digest in capitals', json(stageOf(one.pkgId.toUpperCase())), /pkgId/],
  ['parameters that are no text', json(stageOf(one.pkgId, { installParams: 1 })), /installParams/],
  ['a list as the package', json(stageOf([one.pkgId])), /pkgId/],
  ['a change without its parts', json({ verb: 'apply', id: 'x' }), /activate/],
  [
    'a way back of its own',
    json({ verb: 'apply', ...change('x', {}), undo: { tree: { from: 1, to: 1 } } }),
    /no such field/,
  ],
  ['a name of no change', json({ verb: 'apply', ...change('../x', {}) }), /id is not/],
  ['a code that is none', json({ verb: 'apply', ...change('x', {}), code: 7 }), /result code/],
  ['a line end in a name', json({ verb: 'apply', ...change('x', { remove: ['a\n--purge'] }) }), /remove has/],
  [
    'too many names',
    json({ verb: 'apply', ...change('x', { remove: Array(257).fill('a') }) }),
    /at most 256/,
  ],
  ['a name too long', json({ verb: 'apply', ...change('x', { remove: ['a'.repeat(257)] }) }), /remove has/],
  ['roots of no bytes', json({ verb: 'rotate', roots: ['{}'] }), /roots has/],
];
for (const [title, line, why] of LINES) {
  test(`refused, and nothing has changed: ${title}`, async (t) => {
    const rig = await used(t);
    const before = await rig.snapshot();
    const answer = await rig.send(line);
    assert.ok(answer && 'error' in answer, JSON.stringify(answer));
    assert.match(answer.error, why);
    assert.match(rig.said.at(-1) ?? '', /^refused a request/);
    assert.equal(await rig.snapshot(), before);
  });
}

const evil = (over: Parameters<typeof rawSample>[2] = {}, by?: typeof stranger) =>
  rawSample('com.example.evil', '1.0', over, [script('bin/say', 'id')], by);
/** What lies in the downloads folder, and the result code that staging it has. */
const FILES: readonly (readonly [title: string, made: RawSample, code: number])[] = [
  ['signed by a stranger', evil({}, stranger), 1407],
  ['of another authority', evil({ authority: 'other' }), 1492],
  ['for another device type', evil({ compat: ['fridge'] }), 1493],
  ['out of date', evil({ expires: '2026-05-31T00:00:00Z' }), 1495],
  ['of an older epoch', evil({ epoch: 0 }), 1494],
  ['of a later epoch', evil({ epoch: 2 }), 1499],
  ['with an older counter than was active', rawSample('com.example.one', '1.0-b'), 1494],
  ['under another name', { ...sick, pkgId: one.pkgId }, 1490],
  ['cut short', { ...sick, bytes: sick.bytes.subarray(0, -1) }, 1490],
  ['with a byte more', { ...sick, bytes: Buffer.concat([sick.bytes, Buffer.from('x')]) }, 1490],
  ['with another byte', { ...sick, bytes: sick.bytes.with(-3, 0) }, 1490],
  ['that is no package', { ...sick, bytes: Buffer.from('#!/bin/sh\nid\n') }, 1496],
];
for (const [title, made, code] of FILES) {
  test(`refused, and nothing has changed: a package ${title}`, async (t) => {
    const rig = await used(t);
    rig.put(made);
    const before = await rig.snapshot();
    await assert.rejects(rig.port.stage({ pkgId: made.pkgId, serverId }), { code });
    const outcome = await rig.port.apply(change('evil', { activate: [made.pkgId] }));
    assert.ok(!outcome.done && !outcome.moved && outcome.failure.code === 1409);
    assert.equal(await rig.snapshot(), before);
  });
}

/** What stands where the package should. */
const PLACES: readonly (readonly [title: string, make: (path: string) => void])[] = [
  ['nothing', () => undefined],
  [
    'a link to it',
    (path) => {
      writeFileSync(`${path}.real`, sick.bytes);
      symlinkSync(`${path}.real`, path);
    },
  ],
  ['a link to a secret', (path) => symlinkSync('/etc/shadow', path)],
  ['a pipe', (path) => assert.equal(spawnSync('mkfifo', [path]).status, 0)],
  ['a folder', (path) => mkdirSync(path)],
  ['a device', (path) => symlinkSync('/dev/zero', path)],
];
for (const [title, make] of PLACES) {
  test(`refused, and nothing has changed: ${title} in the place of the package`, async (t) => {
    const rig = await used(t);
    make(join(rig.downloads, `${sick.pkgId.slice(7)}.part`));
    const before = await rig.snapshot();
    await assert.rejects(rig.port.stage({ pkgId: sick.pkgId, serverId }), { code: 1405 });
    assert.equal(await rig.snapshot(), before);
  });
}

test('a message about a foreign file says nothing of what is in it', async (t) => {
  const rig = await used(t);
  const secret = join(dirname(rig.state), 'secret');
  writeFileSync(secret, 'SCOMO but also a secret');
  linkSync(secret, join(rig.downloads, `${sick.pkgId.slice(7)}.part`));
  const answer = await rig.ask(stageOf(sick.pkgId));
  assert.ok(answer && 'failure' in answer);
  assert.doesNotMatch(JSON.stringify(answer), /secret/);
});

/** Puts one file after the other into the place of a third, without a pause. */
const SWAP = `const { linkSync, renameSync } = require('node:fs');
  const [, path] = process.argv;
  for (;;) for (const which of ['good', 'evil']) {
    linkSync(path + '.' + which, path + '.new');
    renameSync(path + '.new', path);
  }`;

test('a file that is exchanged all the time is unpacked as signed, or not at all', async (t) => {
  const rig = await used(t);
  const big = sample('com.example.big', '1.0', {}, [
    script('bin/say', 'echo good'),
    { path: 'data', mode: 0o644, bytes: new Uint8Array(3_000_000) },
  ]);
  const wrong = Buffer.from(big.bytes);
  for (let at = wrong.length - 2_900_000; at < wrong.length; at += 100_000) wrong[at] = 0x66;
  const path = join(rig.downloads, `${big.pkgId.slice(7)}.part`);
  rig.put(big);
  writeFileSync(`${path}.good`, big.bytes);
  writeFileSync(`${path}.evil`, wrong);
  const swapper = spawn(process.execPath, ['-e', SWAP, path], { stdio: 'ignore' });
  t.after(() => swapper.kill('SIGKILL'));
  let [taken, refused] = [0, 0];
  for (let round = 0; round < 3000 && (taken < 5 || refused < 5); round += 1) {
    const fresh = await rig.port.stage({ pkgId: big.pkgId, serverId }).then(
      () => true,
      () => false,
    );
    if (fresh) taken += 1;
    else refused += 1;
    if (!fresh) continue;
    const outcome = await rig.port.apply(change(`big-${round}`, { activate: [big.pkgId] }));
    assert.ok(outcome.done, 'every file is as signed, else the switch would have been refused');
    await rig.port.apply(change(`off-${round}`, { remove: ['com.example.big'] }));
    await rig.port.sweep();
  }
  swapper.kill('SIGKILL');
  assert.ok(taken > 0 && refused > 0, `${taken} taken, ${refused} refused: nothing was exchanged`);
  t.diagnostic(`${taken} taken, ${refused} refused`);
  renameSync(`${path}.good`, path);
  await rig.port.stage({ pkgId: big.pkgId, serverId });
});

test('what is not staged, or no longer trusted, is not switched on', async (t) => {
  const rig = await used(t);
  const gone = await rig.port.apply(change('a', { activate: [one.pkgId] }));
  assert.ok(!gone.done && !gone.moved && gone.failure.code === 1409);
  rig.put(sick);
  await rig.port.stage({ pkgId: sick.pkgId, serverId });
  await rig.port.rotate([nextRoot({ release: { keys: [stranger.keyId], threshold: 1, prefixes: [] } })]);
  const revoked = await rig.port.apply(change('b', { activate: [sick.pkgId] }));
  assert.ok(!revoked.done && !revoked.moved && revoked.failure.code === 1407);
  const { active } = await rig.port.inventory(false);
  assert.deepEqual(
    active.map(({ version }) => version),
    ['2.0'],
  );
});

test('a change that fails takes nothing with it, whatever it calls fresh', async (t) => {
  const rig = await used(t);
  rig.put(sick);
  await rig.port.stage({ pkgId: sick.pkgId, serverId });
  const fresh = [sick.pkgId, one2.pkgId];
  const outcome = await rig.port.apply(change('sick', { activate: [sick.pkgId], fresh }));
  assert.ok(!outcome.done && outcome.moved && outcome.failure.code === 1409);
  const { packages } = await rig.port.inventory(false);
  assert.deepEqual(
    packages.map(({ pkgId, place }) => [pkgId, place]),
    [[one2.pkgId, 'active']],
  );
});

test('names of nobody, and names that look like options, change nothing', async (t) => {
  const rig = await used(t);
  const before = await rig.snapshot();
  const names = ['nobody', '--force-all', '../../etc', 'deb:--purge', 'deb:dpkg', 'deb:../x', '.', '/'];
  const outcome = await rig.port.apply(change('x', { remove: names, drop: [one2.pkgId] }));
  assert.ok(outcome.done);
  assert.equal(await rig.snapshot(), before);
});

test('the same change again has the same outcome, and no second effect', async (t) => {
  const rig = await used(t);
  const first = await rig.port.apply(change('off', { deactivate: ['com.example.one'] }));
  const before = await rig.snapshot();
  assert.deepEqual(await rig.port.apply(change('off', { deactivate: ['com.example.one'] })), first);
  assert.deepEqual(await rig.port.apply(change('off', { activate: [one2.pkgId] })), first);
  assert.equal(await rig.snapshot(), before);
});

test('roots: a forged one is refused, a chain is taken, known ones are passed over', async (t) => {
  const rig = await used(t);
  const before = await rig.snapshot();
  await assert.rejects(rig.port.rotate([nextRoot({}, stranger)]), { code: 1499 });
  await assert.rejects(rig.port.rotate([nextRoot(), nextRoot({ version: 4 })]), { code: 1499 });
  await assert.rejects(rig.port.rotate([Buffer.from('{}')]), { code: 1496 });
  assert.equal(await rig.snapshot(), before);
  for (let twice = 0; twice < 2; twice += 1) await rig.port.rotate([nextRoot(), nextRoot({ version: 3 })]);
  assert.equal((await rig.port.terms()).trusts[0]?.root.version, 3);
});

test('many at once: each has its answer, and the part goes on', async (t) => {
  const rig = await used(t);
  const asked = Array.from({ length: LIMITS.installerConnectionsMax }, (_, i) =>
    i % 2 === 0 ? rig.ask({ verb: 'inventory', again: false }) : rig.send('noise\n'),
  );
  const kinds = (await Promise.all(asked)).map((answer) => Object.keys(answer ?? {})[0]);
  assert.deepEqual(new Set(kinds), new Set(['value', 'error']));
  assert.equal((await rig.port.inventory(false)).active.length, 1);
});

const root = process.getuid?.() === 0;
test('nobody else gets to the socket', {
  skip: root ? false : 'needs root, to be somebody else',
}, async (t) => {
  const rig = await socketRig(t);
  assert.equal(lstatSync(rig.socket).mode & 0o777, 0o600);
  chmodSync(dirname(rig.socket), 0o755);
  const script = `require('node:net').connect(${JSON.stringify(rig.socket)})
    .on('connect', () => process.exit(0)).on('error', (e) => process.exit(e.code === 'EACCES' ? 13 : 1));`;
  // Named by the working directory, Node may lie where nobody else can go.
  const nobody = { uid: 65_534, gid: 65_534, cwd: dirname(process.execPath) };
  const { status } = spawnSync('/proc/self/cwd/node', ['-e', script], nobody);
  assert.equal(status, 13);
});
