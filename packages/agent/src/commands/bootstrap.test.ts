import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { bootstrap as dm } from '@scomo/dm';
import { freshFolder } from '../../test/folder.ts';
import { rootFile } from '../../test/packages.ts';
import { CONFIG } from '../../test/rig.ts';
import { bootstrapPorts } from '../base/node-crypto.ts';
import { takeBootstrap } from '../bootstrap/take-bootstrap.ts';
import { loadConfig } from '../config.ts';
import { lockState } from '../lock.ts';
import { bootstrap } from './bootstrap.ts';

const PROGRAM = resolve(import.meta.dirname, '../../bin/scomo-agent');
const VECTORS = resolve(import.meta.dirname, '../../../../vectors');
const PIN = '0123456789abcdef0123456789abcdef';
const IMSI = '310150123456789';
const NETWORK = new TextEncoder().encode('IMEI:1');

const PROFILE: dm.BootstrapProfile = {
  node: 'main',
  serverId: 'scomo',
  name: 'Scomo',
  addr: 'http://127.0.0.1:9/dm',
  authPref: 'DIGEST',
  auth: [
    { level: 'CLCRED', type: 'DIGEST', name: 'dev', secret: 'new client secret', data: new Uint8Array() },
    { level: 'SRVCRED', type: 'DIGEST', name: 'scomo', secret: 'new server secret', data: new Uint8Array() },
  ],
};

type Auth = dm.BootstrapProfile['auth'][number];
const withAuth = (level: Auth['level'], change: Partial<Auth>): dm.BootstrapProfile => ({
  ...PROFILE,
  auth: PROFILE.auth.map((one) => (one.level === level ? { ...one, ...change } : one)),
});

interface Signed {
  readonly body: Uint8Array;
  readonly contentType: string;
}

interface How {
  readonly kind?: dm.ProfileKind;
  readonly sec?: dm.SecMethod;
  readonly pin?: string;
  readonly network?: Uint8Array;
  readonly body?: Uint8Array;
}

function signed(profile = PROFILE, how: How = {}): Signed {
  const { kind = 'dm', sec = 'USERPIN_NETWORKID', pin = PIN, network = NETWORK } = how;
  const body =
    how.body ?? (kind === 'dm' ? dm.buildDmProfile(profile, 'IMEI:1') : dm.buildCpProfile(profile));
  const mac = dm.macOf(dm.macKey(kind, sec, { pin, networkId: network })!, body, bootstrapPorts);
  return { body, contentType: (kind === 'dm' ? dm.dmContentType : dm.cpContentType)(sec, mac) };
}

interface Device {
  readonly config: string;
  readonly state: string;
  /** Arguments of the command for a document. */
  args(document: Signed, ...more: string[]): string[];
  take(document: Signed, ...more: string[]): number;
}

function device(t: TestContext, account: object | null = {}): Device {
  const folder = freshFolder(t);
  const config = join(folder, 'config.json');
  const state = join(folder, 'state');
  if (account !== null)
    writeFileSync(config, JSON.stringify({ ...CONFIG, downloadHosts: ['cdn.example.net'], ...account }));
  const args = ({ body, contentType }: Signed, ...more: string[]) => {
    const file = join(folder, 'boot.bin');
    writeFileSync(file, body);
    return [file, '--content-type', contentType, '--config', config, '--state', state, ...more];
  };
  return { config, state, args, take: (document, ...more) => bootstrap(args(document, ...more)) };
}

const pin = ['--pin', PIN];

for (const kind of ['dm', 'cp'] as const) {
  test(`${kind}: the account is taken, all other settings stay, and the document is used up`, (t) => {
    const { config, take } = device(t);
    const document = signed(PROFILE, { kind });
    assert.equal(take(document, ...pin), 0);
    const {
      clientSecret,
      serverSecret,
      clientName,
      serverUrl,
      scheme,
      downloadHosts,
      bootstrap: kept,
    } = loadConfig(config);
    assert.deepEqual(
      [clientSecret, serverSecret, clientName, serverUrl, scheme, downloadHosts],
      ['new client secret', 'new server secret', 'dev', 'http://127.0.0.1:9/dm', 'md5', ['cdn.example.net']],
    );
    assert.deepEqual(kept.used, [/MAC=([0-9A-F]{40})/.exec(document.contentType)?.[1]]);
    assert.equal(statSync(config).mode & 0o777, 0o600);
    const before = readFileSync(config);
    assert.throws(() => take(document, ...pin), /used-before/);
    assert.deepEqual(readFileSync(config), before);
  });
}

interface Vector {
  readonly contentType: readonly string[];
  readonly cases: readonly { readonly mac: string }[];
}
const vector = (name: string): Vector => JSON.parse(readFileSync(join(VECTORS, `${name}.json`), 'utf8'));
const byText = ['--network-secret', IMSI];
const byImsi = ['--imsi', IMSI];
const cpMac = (index: number) => vector('11-bootstrap-cp').cases[index]?.mac;
const GOLDEN: readonly (readonly [name: string, contentType: string | undefined, more: readonly string[]])[] =
  [
    ...vector('09-bootstrap-dm').contentType.map(
      (text, index) => ['09-bootstrap-dm', text, index === 1 ? byImsi : byText] as const,
    ),
    ...[0, 1, 2].map((sec) => {
      const text = `application/vnd.wap.connectivity-wbxml; SEC=${sec}; MAC=${cpMac(sec)}`;
      return ['11-bootstrap-cp', text, byImsi] as const;
    }),
  ];
for (const [name, contentType = '', more] of GOLDEN) {
  test(`vector ${name}: ${contentType}`, (t) => {
    const { config, take } = device(t, { bootstrap: { weak: true } });
    const body = readFileSync(join(VECTORS, `${name}.wbxml`));
    assert.equal(take({ body, contentType }, '--pin', '4711', '--force', ...more), 0);
    const { serverUrl, serverId, clientName, clientSecret, serverSecret } = loadConfig(config);
    assert.deepEqual(
      [serverUrl, serverId, clientName, clientSecret, serverSecret],
      ['https://dm.example.net/oma', 'dm.example.net', 'dev-0042', 'Sup3r-S3cret', 'srv-pass-77'],
    );
  });
}

test('a device without configuration is told who it is', (t) => {
  const { config, take } = device(t, null);
  assert.throws(() => take(signed(), ...pin), /no configuration yet, so --trust-root is needed/);
  const root = `${config}.root`;
  writeFileSync(root, rootFile);
  const who = ['--device-id', 'IMEI:1', '--type', 'gateway', '--trust-root', root];
  assert.equal(take(signed(), ...pin, ...who), 0);
  const { deviceId, deviceType, authority, clientSecret } = loadConfig(config);
  assert.deepEqual(
    [deviceId, deviceType, authority, clientSecret],
    ['IMEI:1', 'gateway', 'acme', 'new client secret'],
  );
});

test('weak methods are taken where the configuration says so', (t) => {
  const { config, take } = device(t, { bootstrap: { weak: true } });
  assert.equal(take(signed(PROFILE, { sec: 'USERPIN', pin: '4711' }), '--pin', '4711'), 0);
  const network = dm.imsiKey(IMSI);
  assert.equal(take(signed(PROFILE, { kind: 'cp', sec: 'NETWORKID', network }), '--imsi', IMSI), 0);
  const { bootstrap: kept } = loadConfig(config);
  assert.deepEqual([kept.weak, kept.used.length], [true, 2]);
});

test('--force lets another server take over; what was used stays used', (t) => {
  const { config, take } = device(t);
  take(signed(), ...pin);
  const other = signed({ ...withAuth('SRVCRED', { name: 'other' }), serverId: 'other' });
  assert.equal(take(other, ...pin, '--force'), 0);
  assert.equal(loadConfig(config).serverId, 'other');
  assert.throws(() => take(signed(), ...pin, '--force'), /used-before/);
});

test('a PIN may lie in a file', (t) => {
  const { config, take } = device(t);
  const file = `${config}.pin`;
  writeFileSync(file, `${PIN}\n`);
  assert.equal(take(signed(), '--pin-file', file), 0);
});

test('no account changes under a running agent', (t) => {
  const { config, state, take } = device(t);
  take(signed(), ...pin);
  const unlock = lockState(state);
  t.after(unlock);
  const before = readFileSync(config);
  assert.throws(() => take(signed(withAuth('CLCRED', { secret: 'third' })), ...pin), /another scomo-agent/);
  assert.deepEqual(readFileSync(config), before);
});

/** A signed document with its Content-Type changed. */
const retyped = (change: (text: string) => string, how?: How): Signed => {
  const document = signed(PROFILE, how);
  return { ...document, contentType: change(document.contentType) };
};
const cut = (kind: dm.ProfileKind, octets: number): Signed => {
  const { body } = signed(PROFILE, { kind });
  return signed(PROFILE, { kind, body: body.slice(0, octets) });
};
const flipped = (kind: dm.ProfileKind): Signed => {
  const document = signed(PROFILE, { kind });
  const body = document.body.slice();
  body[body.length - 3] = (body.at(-3) ?? 0) ^ 1;
  return { ...document, body };
};
const imsi = dm.imsiKey(IMSI);
const otherServer = { ...withAuth('SRVCRED', { name: 'rogue' }), serverId: 'rogue' };

const REFUSED: readonly (readonly [string, Signed, readonly string[], RegExp])[] = [
  ['no SEC and no MAC', retyped((text) => text.split(';')[0] ?? ''), pin, /\(unsigned\)/],
  ['no MAC', retyped((text) => text.replace(/; MAC=.*/, '')), pin, /\(unsigned\)/],
  ['no SEC', retyped((text) => text.replace(/; SEC=[^;]*/, '')), pin, /\(unsigned\)/],
  ['an unknown SEC', retyped((text) => text.replace('USERPIN_NETWORKID', 'NONE')), pin, /\(unknown-method\)/],
  [
    'USERPINMAC',
    retyped((text) => text.replace('SEC=2', 'SEC=3'), { kind: 'cp' }),
    pin,
    /\(unknown-method\)/,
  ],
  ['two MACs', retyped((text) => `${text}; MAC=00`), pin, /\(malformed\)/],
  ['another media type', retyped((text) => text.replace(/^[^;]*/, 'text/plain')), pin, /\(malformed\)/],
  [
    'DM: NETWORKID from a known IMSI',
    signed(PROFILE, { sec: 'NETWORKID', network: imsi }),
    ['--imsi', IMSI],
    /\(method-not-allowed\)/,
  ],
  [
    'CP: NETWPIN from a known IMSI',
    signed(PROFILE, { kind: 'cp', sec: 'NETWORKID', network: imsi }),
    ['--imsi', IMSI],
    /\(method-not-allowed\)/,
  ],
  [
    'DM: USERPIN, talked out of somebody',
    signed(PROFILE, { sec: 'USERPIN', pin: '4711' }),
    ['--pin', '4711'],
    /\(method-not-allowed\)/,
  ],
  [
    'CP: USERPIN, talked out of somebody',
    signed(PROFILE, { kind: 'cp', sec: 'USERPIN', pin: '4711' }),
    ['--pin', '4711'],
    /\(method-not-allowed\)/,
  ],
  [
    'USERPIN of 128 bits without the network secret',
    signed(PROFILE, { sec: 'USERPIN' }),
    pin,
    /\(method-not-allowed\)/,
  ],
  ['USERPIN_NETWORKID with a short PIN', signed(PROFILE, { pin: '4711' }), ['--pin', '4711'], /\(weak-pin\)/],
  ['no PIN given', signed(), [], /\(no-secret\)/],
  ['an empty PIN given', signed(), ['--pin', ''], /\(no-secret\)/],
  [
    'a MAC over nothing of this',
    retyped((text) => text.replace(/MAC=.*/, `MAC=${'0'.repeat(40)}`)),
    pin,
    /\(wrong-mac\)/,
  ],
  ['a MAC cut short', retyped((text) => text.slice(0, -2)), pin, /\(wrong-mac\)/],
  ['a MAC made with another PIN', signed(PROFILE, { pin: PIN.replace('0', 'f') }), pin, /\(wrong-mac\)/],
  ['a MAC made with another network secret', signed(PROFILE, { network: imsi }), pin, /\(wrong-mac\)/],
  ['DM: one bit flipped', flipped('dm'), pin, /\(wrong-mac\)/],
  ['CP: one bit flipped', flipped('cp'), pin, /\(wrong-mac\)/],
  [
    'the MAC of the other profile',
    { ...signed(PROFILE, { kind: 'cp' }), body: signed().body },
    pin,
    /\(wrong-mac\)/,
  ],
  ['DM: truncated, and signed so', cut('dm', 100), pin, /\(malformed\)/],
  ['CP: truncated, and signed so', cut('cp', 40), pin, /\(malformed\)/],
  ['empty, and signed so', cut('dm', 0), pin, /\(malformed\)/],
  ['too large, and signed so', signed(PROFILE, { body: new Uint8Array(20_000) }), pin, /\(too-large\)/],
  ['far too large', signed(PROFILE, { body: new Uint8Array(300_000) }), pin, /\(too-large\)/],
  ['a second server', signed(otherServer), pin, /\(other-server\).*rogue/],
  ['a second server by CP', signed(otherServer, { kind: 'cp' }), pin, /\(other-server\)/],
  [
    'the same server name at another place',
    signed({ ...PROFILE, addr: 'https://rogue.example.net/dm' }),
    pin,
    /\(other-server\)/,
  ],
  ['the same server at another port', signed({ ...PROFILE, port: 8081 }), pin, /\(other-server\)/],
  ['no credentials', signed({ ...PROFILE, auth: [] }), pin, /\(bad-account\)/],
  [
    'a server that proves nothing',
    signed({ ...PROFILE, auth: PROFILE.auth.slice(0, 1) }),
    pin,
    /\(bad-account\)/,
  ],
  [
    'TRANSPORT alone',
    signed({ ...PROFILE, auth: PROFILE.auth.map((one) => ({ ...one, type: 'TRANSPORT' as const })) }),
    pin,
    /\(bad-account\)/,
  ],
  ['two kinds of credentials', signed(withAuth('SRVCRED', { type: 'BASIC' })), pin, /\(bad-account\)/],
  ['an empty client secret', signed(withAuth('CLCRED', { secret: '' })), pin, /\(bad-account\)/],
  ['an empty server secret', signed(withAuth('SRVCRED', { secret: '' })), pin, /\(bad-account\)/],
];

for (const [title, document, more, pattern] of REFUSED) {
  test(`refused, and nothing changed: ${title}`, (t) => {
    const { config, state, take } = device(t);
    const before = readFileSync(config);
    assert.throws(() => take(document, ...more), pattern);
    assert.deepEqual(readFileSync(config), before);
    assert.deepEqual(readdirSync(join(config, '..')).sort(), ['boot.bin', 'config.json', 'state']);
    assert.deepEqual(readdirSync(state), ['lock.db']);
  });
}

test('refused: every PIN from 0000 to 9999, whichever the device was told', (t) => {
  const present = loadConfig(device(t).config);
  const body = dm.buildDmProfile(PROFILE, 'IMEI:1');
  for (let number = 0; number < 10_000; number += 1) {
    const guess = String(number).padStart(4, '0');
    const { contentType } = signed(PROFILE, { sec: 'USERPIN', pin: guess, body });
    const offer = dm.offerOfHttp(contentType, body);
    assert.ok(offer);
    const call = { offer, secrets: { pin: guess }, settings: {}, present, force: false };
    assert.throws(() => takeBootstrap(call), /\(method-not-allowed\)/);
  }
});

test('plain http to elsewhere is refused, whoever signed', (t) => {
  const { config, take } = device(t);
  const before = readFileSync(config);
  const away = signed({ ...PROFILE, addr: 'http://dm.example.net/dm' });
  assert.throws(() => take(away, ...pin, '--force'), /must be https/);
  assert.deepEqual(readFileSync(config), before);
});

test('kill -9 while an account is taken leaves the old or the new one', async (t) => {
  const { config, args, take } = device(t);
  take(signed(), ...pin);
  /** Killed at the n-th sign of life of the file: it is made, filled, flushed, renamed. */
  const run = async (document: Signed, sign: number) => {
    const command = [PROGRAM, 'bootstrap', ...args(document, ...pin)];
    let signs = 0;
    const watcher = watch(join(config, '..'), (_event, name) => {
      if (name?.startsWith('config.json') && ++signs >= sign) child.kill('SIGKILL');
    });
    const child = spawn(process.execPath, command, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    watcher.close();
    return code === 0;
  };
  const ends: string[] = [];
  for (const sign of [1, 2, 3, 4, 1, 99]) {
    const before = loadConfig(config);
    const secret = `secret of round ${ends.length}`;
    const whole = await run(signed(withAuth('CLCRED', { secret })), sign);
    const after = loadConfig(config);
    const taken = after.clientSecret === secret;
    assert.ok(taken || !whole, 'a command that ended well has changed the account');
    assert.equal(after.bootstrap.used.length, before.bootstrap.used.length + (taken ? 1 : 0));
    if (!taken) assert.deepEqual(after, before);
    ends.push(`${whole ? 'whole' : 'killed'}: ${taken ? 'new' : 'old'}`);
  }
  t.diagnostic(ends.join(', '));
  assert.equal(ends.at(-1), 'whole: new');
});
