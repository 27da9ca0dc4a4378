import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildHead } from '@scomo/delivery';
import { CREATE, PackageRig } from '../../test/package-rig.ts';
import { signerFromFile } from './key-files.ts';

test('keygen writes a private key for its owner only and prints the public half', async () => {
  using rig = new PackageRig();
  const out = await rig.ok('keygen release --out @keys');
  assert.match(out, /^private .*\/keys\/release\.key\npublic {2}[0-9a-f]{64}\n$/);
  assert.equal(statSync(rig.path('keys/release.key')).mode & 0o777, 0o600);
  assert.match(readFileSync(rig.path('keys/release.key'), 'utf8'), /^-----BEGIN PRIVATE KEY-----\n/);
});

test('keygen never overwrites a key', async () => {
  using rig = new PackageRig();
  await rig.ok('keygen release --out @keys');
  const before = readFileSync(rig.path('keys/release.key'));
  const again = await rig.run('keygen release --out @keys');
  assert.equal(again.code, 2);
  assert.match(again.err, /exists already; choose another name/);
  assert.deepEqual(readFileSync(rig.path('keys/release.key')), before);
  assert.equal((await rig.run('keygen ../release --out @keys')).code, 2);
});

test('a package made from a directory verifies against its root', async () => {
  using rig = await new PackageRig().prepared();
  const out = await rig.ok('verify @hello.dp --root @root.json');
  assert.match(out, /^good: hello 1\.0\.0, counter 7, statement [0-9a-f]{64}\n$/);
});

test('inspect shows manifest, files and signers', async () => {
  using rig = await new PackageRig().prepared();
  const json = JSON.parse(await rig.ok('inspect @hello.dp --json'));
  assert.deepEqual(
    json.manifest.files.map((file: { path: string; mode: number }) => [file.path, file.mode]),
    [
      ['bin/hello', 0o755],
      ['share/motd', 0o644],
    ],
  );
  assert.equal(json.fileBytes, json.expectedBytes);
  const table = await rig.ok('inspect @hello.dp');
  assert.match(table, /755 21 bin\/hello/);
  assert.match(table, /Nothing of this is verified\./);
  assert.match(await rig.ok('inspect @root.json'), /version 1 of acme/);
});

test('what users are shown, and what runs, comes from the options', async () => {
  using rig = await new PackageRig().prepared();
  await rig.ok(
    `${CREATE} --expires 2099-01-31 --permission network --permission camera --compat gw-1 --requires base --conflicts old`,
    ...['--title', 'Hello there', '--summary', 'Greets.', '--price', '2.00 EUR', '--provider', 'Acme Ltd'],
    ...['--start', 'bin/hello --name "big world"', '--probe', "bin/hello '--probe now'"],
  );
  const { manifest } = JSON.parse(await rig.ok('inspect @hello.dp --json'));
  assert.deepEqual(manifest.characteristics, {
    title: 'Hello there',
    provider: 'Acme Ltd',
    summary: 'Greets.',
    price: '2.00 EUR',
    permissions: ['network', 'camera'],
  });
  assert.deepEqual(manifest.activation, {
    start: ['bin/hello', '--name', 'big world'],
    probe: { argv: ['bin/hello', '--probe now'], timeoutMs: 10000 },
  });
  assert.equal(manifest.expires, '2099-01-31T00:00:00Z');
  assert.deepEqual([manifest.compat, manifest.requires, manifest.conflicts], [['gw-1'], ['base'], ['old']]);
});

test('texts in other languages come from a file, and one that no device would take is refused', async () => {
  using rig = await new PackageRig().prepared();
  const texts = { de: { title: 'Hallo', permissions: ['Netz'] } };
  writeFileSync(rig.path('texts.json'), JSON.stringify(texts));
  const words = ['--quality', 'works offline', '--notes', 'New: maps', '--language', 'en-GB'];
  await rig.ok(`${CREATE} --texts @texts.json`, ...words);
  const { manifest } = JSON.parse(await rig.ok('inspect @hello.dp --json'));
  const { quality, notes, language } = manifest.characteristics;
  assert.deepEqual([quality, notes, language], ['works offline', 'New: maps', 'en-GB']);
  assert.deepEqual(manifest.characteristics.texts, texts);
  writeFileSync(rig.path('texts.json'), '{"de": {"titel": "Hallo"}}');
  const wrong = await rig.run(`${CREATE} --texts @texts.json`);
  assert.notEqual(wrong.code, 0);
  assert.match(wrong.err, /titel/);
  writeFileSync(rig.path('texts.json'), '{');
  assert.match((await rig.run(`${CREATE} --texts @texts.json`)).err, /texts\.json is not JSON/);
});

test('verify refuses with exit code 1, the reason and what to do', async () => {
  using rig = await new PackageRig().prepared();
  await rig.ok(
    'root --authority acme --root-key @keys/root.key --release-key @keys/other.key --out @other.json',
  );
  await rig.ok(
    'root --authority else --root-key @keys/root.key --release-key @keys/release.key --out @else.json',
  );
  await rig.ok(CREATE.replace('hello.dp', 'old.dp'), '--expires', '2099-01-01', '--compat', 'gw-1');
  const good = readFileSync(rig.path('hello.dp'));
  const flipped = Buffer.from(good);
  flipped[good.length - 1] = good[good.length - 1]! ^ 1;
  writeFileSync(rig.path('flipped.dp'), flipped);
  writeFileSync(rig.path('longer.dp'), Buffer.concat([good, Buffer.of(0)]));
  writeFileSync(rig.path('shorter.dp'), good.subarray(0, -1));
  writeFileSync(rig.path('headless.dp'), good.subarray(0, 100));
  for (const [line, reason] of [
    [
      'verify @hello.dp --root @other.json',
      /\(signature\): 0 of 1 release keys signed\n.*scomo package sign/,
    ],
    ['verify @hello.dp --root @else.json', /\(authority\)/],
    ['verify @old.dp --root @root.json --device-type gw-2', /\(device-type\)/],
    ['verify @flipped.dp --root @root.json', /\(digest\): chunk 0/],
    ['verify @longer.dp --root @root.json', /\(size\)/],
    ['verify @shorter.dp --root @root.json', /\(size\)/],
    ['verify @headless.dp --root @root.json', /\(malformed\): file ends inside its head/],
    ['verify @root.json --root @root.json', /\(malformed\): file is no Delivery Package/],
    ['verify @hello.dp --root @hello.dp', /\(malformed\)/],
  ] as const) {
    const { code, err, out } = await rig.run(line);
    assert.deepEqual([line, code, out], [line, 1, '']);
    assert.match(err, reason);
  }
  assert.match(await rig.ok('verify @old.dp --root @root.json'), /^good/);
});

test('a file whose own digest is wrong is refused although its chunk is right', async () => {
  using rig = await new PackageRig().prepared();
  const bytes = readFileSync(rig.path('hello.dp'));
  const { manifest, payloadOffset } = JSON.parse(await rig.ok('inspect @hello.dp --json'));
  const { files, chunkSize, chunks, payloadBytes: _, ...fields } = manifest;
  files[1].sha256 = '0'.repeat(64);
  const head = buildHead(fields, { files, chunkSize, chunks }, [
    signerFromFile(rig.path('keys/release.key')),
  ]);
  writeFileSync(rig.path('lie.dp'), Buffer.concat([head, bytes.subarray(payloadOffset)]));
  const { code, err } = await rig.run('verify @lie.dp --root @root.json');
  assert.equal(code, 1);
  assert.match(err, /\(digest\): file share\/motd/);
});

test('sign adds the second signature that a threshold of two needs', async () => {
  using rig = await new PackageRig().prepared();
  const keys = '--root-key @keys/root.key --release-key @keys/release.key --release-key @keys/other.key';
  await rig.ok(`root --authority acme ${keys} --release-threshold 2 --out @two.json`);
  assert.equal((await rig.run('verify @hello.dp --root @two.json')).code, 1);
  assert.match(await rig.ok('sign @hello.dp --key @keys/release.key'), /1 signatures/);
  assert.equal((await rig.run('verify @hello.dp --root @two.json')).code, 1);
  assert.match(await rig.ok('sign @hello.dp --key @keys/other.key'), /2 signatures/);
  await rig.ok('verify @hello.dp --root @two.json');
});

test('a root of which a public half is given waits for the signature of its owner', async () => {
  using rig = await new PackageRig().prepared();
  const hex = (await rig.ok('keygen far --out @keys')).match(/public {2}(\w+)/)?.[1];
  const made = await rig.ok(
    `root --authority acme --root-key @keys/root.key --root-key ${hex} --release-key @keys/release.key --out @r2.json`,
  );
  assert.match(made, /not yet good: package refused \(root\): 1 of 2 root keys/);
  assert.equal((await rig.run('verify @hello.dp --root @r2.json')).code, 1);
  await rig.ok('sign @r2.json --key @keys/far.key');
  await rig.ok('verify @hello.dp --root @r2.json');
});

test('the next root names its predecessor and needs its keys', async () => {
  using rig = await new PackageRig().prepared();
  const next = '--previous @root.json --root-key @keys/other.key --release-key @keys/release.key';
  assert.match(await rig.ok(`root ${next} --out @a.json`), /not yet good: .* root keys of root 1 signed/);
  const made = await rig.ok(`root ${next} --sign-with @keys/root.key --epoch 2 --out @b.json`);
  assert.match(made, /root 2 of acme, expires .*Z\n$/);
});

test('wrong use ends with exit code 2 and says what to do', async () => {
  using rig = await new PackageRig().prepared();
  symlinkSync('/etc/passwd', rig.path('build/link'));
  rig.write('empty.deb', 'no deb');
  rig.write('note.txt', 'text');
  rig.write('nokey.pem', 'no key');
  for (const [line, hint] of [
    ['keygen', /missing required argument/],
    [CREATE.replace(' --counter 7', ''), /required option '--counter <n>'/],
    [CREATE.replace('--counter 7', '--counter seven'), /Give a whole number/],
    [CREATE.replace(' --version 1.0.0', ''), /needs --component ID and --version/],
    [`${CREATE} --expires tomorrow`, /Give a day or a moment/],
    [CREATE, /link is no regular file.*copy its content/],
    [CREATE.replace('@build', '@nowhere'), /nowhere: no such file or directory; check the name/],
    [CREATE.replace('@build', '@note.txt'), /neither a directory nor one of \.deb/],
    [
      CREATE.replace('release.key', 'lost.key').replace('@build', '@build/bin'),
      /no key file .*scomo package keygen/,
    ],
    [
      CREATE.replace('@keys/release.key', '@nokey.pem').replace('@build', '@build/bin'),
      /no Ed25519 private key/,
    ],
    ['verify @hello.dp', /required option '--root <file>'/],
    ['verify @lost.dp --root @root.json', /lost\.dp: no such file or directory/],
    ['verify @build --root @root.json', /error: this is a directory; name a file/],
    ['root --root-key @keys/root.key --release-key @keys/release.key --out @x.json', /give --authority/],
    [
      'root --authority a --root-key @keys/root.key --release-key @keys/release.key --out @root.json',
      /exists already/,
    ],
    ['frobnicate', /unknown command/],
  ] as const) {
    const { code, err } = await rig.run(line);
    assert.deepEqual([line, code], [line, 2], err);
    assert.match(err, hint, line);
  }
});

test('create refuses what no device would take and leaves no file', async () => {
  using rig = await new PackageRig().prepared();
  rig.write('spaced/a file', 'x');
  rig.write('twins/a', 'x');
  rig.write('twins/A', 'x');
  const to = (change: (line: string) => string): string => change(CREATE).replace('hello.dp', 'bad.dp');
  for (const [line, rest, reason] of [
    [to((s) => s.replace('@build', '@spaced')), [], /\(malformed\): .*no safe relative path/],
    [to((s) => s.replace('@build', '@twins')), [], /\(malformed\): .*collides/],
    [to((s) => s.replace('--component hello', '--component a/b')), [], /\(malformed\): manifest\.component/],
    [to((s) => s), ['--start', 'bin/absent'], /no executable file of the payload/],
    [to((s) => s), ['--probe', 'share/motd'], /no executable file of the payload/],
    [to((s) => s), ['--expires', '2001-01-01'], /\(malformed\): manifest\.expires/],
    [to((s) => s), ['--title', 'a\u202eb'], /\(malformed\): manifest\.characteristics\.title/],
  ] as const) {
    const { code, err } = await rig.run(line, ...rest);
    assert.equal(code, 1, err);
    assert.match(err, reason);
    assert.equal(existsSync(rig.path('bad.dp')), false);
  }
});

test('help teaches with an example and leaves with 0', async () => {
  using rig = new PackageRig();
  for (const name of ['', 'keygen ', 'root ', 'create ', 'sign ', 'verify ', 'inspect ']) {
    const { code, out } = await rig.run(`${name}--help`);
    assert.equal(code, 0);
    assert.match(out, /(Example|From nothing)[\s\S]*scomo package \w+/);
  }
});
