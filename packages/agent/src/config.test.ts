import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freshFolder } from '../test/folder.ts';
import { CONFIG } from '../test/rig.ts';
import { ConfigError } from './base/config-error.ts';
import { loadConfig, parseConfig, systemLanguage } from './config.ts';

test('defaults', () => {
  const config = parseConfig({ ...CONFIG, serverUrl: 'https://dm.example.net/dm' });
  assert.deepEqual(
    [config.scheme, config.encoding, config.pollSeconds, config.allowHttp, config.installers, config.consent],
    ['md5', 'wbxml', 3600, false, { generation: true }, {}],
  );
});

const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
  ['unknown setting', { serverurl: 'x' }, /serverurl is no setting/],
  ['no device', { deviceId: undefined }, /deviceId must be/],
  ['empty secret', { clientSecret: '' }, /clientSecret must be/],
  ['http elsewhere', { serverUrl: 'http://dm.example.net/dm' }, /must be https/],
  ['http to a look-alike of this machine', { serverUrl: 'http://127.0.0.1.example.net/dm' }, /must be https/],
  ['ftp', { serverUrl: 'ftp://127.0.0.1/dm' }, /must be an https address/],
  ['no address', { serverUrl: 'dm.example.net' }, /must be an https address/],
  ['credentials in the address', { serverUrl: 'https://u:p@dm.example.net/' }, /credentials/],
  ['scheme', { scheme: 'MD5' }, /scheme must be one of/],
  ['encoding', { encoding: 'json' }, /encoding must be one of/],
  ['poll 0', { pollSeconds: 0 }, /pollSeconds/],
  ['poll below', { pollSeconds: 0.99 }, /pollSeconds/],
  ['poll above', { pollSeconds: 2_592_001 }, /pollSeconds/],
  ['message below', { maxMsgSize: 1_499 }, /maxMsgSize/],
  ['message above', { maxMsgSize: 262_145 }, /maxMsgSize/],
  ['message in parts', { maxMsgSize: 2_000.5 }, /maxMsgSize/],
  ['poll text', { pollSeconds: '60' }, /pollSeconds/],
  ['installer', { installers: { rpm: true } }, /installers\.rpm/],
  ['dpkg without a root', { installers: { generation: true, dpkg: {} } }, /dpkg\.root/],
  ['dpkg with a relative root', { installers: { dpkg: { root: 'x' } } }, /dpkg\.root/],
  ['generation off', { installers: { generation: false } }, /generation must be/],
  ['policy file', { consent: { policyFile: 1 } }, /policyFile/],
  ['hosts', { downloadHosts: ['HTTPS://x'] }, /downloadHosts/],
  ['allowHttp', { allowHttp: 'yes' }, /allowHttp must be one of/],
  ['mtls without a certificate', { scheme: 'mtls', serverUrl: 'https://dm.example.net/dm' }, /tls\.cert/],
  ['mtls without TLS', { scheme: 'mtls', tls: { cert: '/c', key: '/k' } }, /serverUrl of https/],
  ['a certificate without its key', { tls: { cert: '/c' } }, /belong together/],
  ['a relative path', { tls: { ca: 'ca.pem' } }, /tls\.ca must be/],
  ['checks turned off', { tls: { insecure: true } }, /tls\.insecure is not known/],
  ['unknown bearer', { wakeUp: { pigeon: {} } }, /wakeUp\.pigeon is no bearer/],
  ['UDP port 0', { wakeUp: { udp: { port: 0 } } }, /udp\.port/],
  ['UDP port above', { wakeUp: { udp: { port: 65_536 } } }, /udp\.port/],
  ['UDP host', { wakeUp: { udp: { host: 1 } } }, /udp\.host/],
  ['UDP setting', { wakeUp: { udp: { address: 'x' } } }, /udp\.address is no setting/],
  ['broker without address', { wakeUp: { mqtt: {} } }, /mqtt\.url must be/],
  ['broker of another scheme', { wakeUp: { mqtt: { url: 'https://127.0.0.1' } } }, /mqtt\.url must be/],
  ['broker in clear elsewhere', { wakeUp: { mqtt: { url: 'mqtt://192.0.2.1' } } }, /must begin with mqtts/],
  ['broker setting', { wakeUp: { mqtt: { url: 'mqtt://127.0.0.1', topic: 'x' } } }, /mqtt\.topic/],
  ['WebSocket that is not true', { wakeUp: { websocket: {} } }, /websocket must be true/],
  ['WebSocket without nonces', { scheme: 'basic', wakeUp: { websocket: true } }, /needs scheme md5 or hmac/],
  ['WebSocket and tls', { tls: { ca: '/ca.pem' }, wakeUp: { websocket: true } }, /with the files of tls/],
  ['wake-ups of anybody', { scheme: 'none', serverSecret: '', wakeUp: { udp: {} } }, /needs a serverSecret/],
];
for (const [title, over, pattern] of WRONG) {
  test(`refused: ${title}`, () => {
    assert.throws(
      () => parseConfig({ ...CONFIG, ...(over as object) }),
      (error) => error instanceof ConfigError && pattern.test(error.message),
    );
  });
}

const { deviceId, ...ACCOUNT } = CONFIG;
const other = { ...ACCOUNT, serverId: 'other', pollSeconds: 60 };
const several = (...accounts: readonly object[]) => parseConfig({ deviceId, encoding: 'xml', accounts });

test('several accounts: what one leaves out is as it stands outside', () => {
  const { accounts, serverId } = several(ACCOUNT, other);
  assert.equal(serverId, 'scomo');
  assert.deepEqual(
    accounts.map((one) => [one.deviceId, one.serverId, one.encoding, one.pollSeconds]),
    [
      ['IMEI:1', 'scomo', 'xml', 3600],
      ['IMEI:1', 'other', 'xml', 60],
    ],
  );
  assert.deepEqual(
    parseConfig(CONFIG).accounts.map((one) => one.serverId),
    ['scomo'],
  );
});

const udp = { udp: { port: 3000 } };
for (const [title, accounts, pattern] of [
  ['no account', [], /at least one account/],
  ['no list', {}, /must be a list of 1 to 16/],
  ['too many', Array.from({ length: 17 }, (_, i) => ({ ...other, serverId: `s${i}` })), /1 to 16 accounts/],
  ['one server twice', [ACCOUNT, ACCOUNT], /two accounts have the serverId scomo/],
  [
    'one port twice',
    [
      { ...ACCOUNT, wakeUp: udp },
      { ...other, wakeUp: udp },
    ],
    /wakeUp\.udp 127\.0\.0\.1:3000/,
  ],
  ['a setting of the device', [{ ...ACCOUNT, acl: {} }], /accounts\[0\]\.acl is no setting of an account/],
  ['a wrong setting', [ACCOUNT, { ...other, scheme: 'MD5' }], /accounts\[1\]: scheme must be one of/],
] as const) {
  test(`refused accounts: ${title}`, () => {
    const config = { deviceId, accounts };
    assert.throws(
      () => parseConfig(config),
      (error) => error instanceof ConfigError && pattern.test(error.message),
    );
  });
}
test('as many accounts as there may be', () => {
  assert.equal(
    several(...Array.from({ length: 16 }, (_, i) => ({ ...other, serverId: `s${i}` }))).accounts.length,
    16,
  );
});

test('refused: a list', () => assert.throws(() => parseConfig([]), /must be an object/));
for (const maxMsgSize of [1_500, 262_144]) {
  test(`messages of ${maxMsgSize} octets`, () =>
    assert.equal(parseConfig({ ...CONFIG, maxMsgSize }).maxMsgSize, maxMsgSize));
}

for (const pollSeconds of [1, 2_592_000]) {
  test(`poll ${pollSeconds}`, () =>
    assert.equal(parseConfig({ ...CONFIG, pollSeconds }).pollSeconds, pollSeconds));
}
test('mtls needs no secrets', () => {
  const { clientName: _n, clientSecret: _c, serverSecret: _s, ...rest } = CONFIG;
  const tls = { ca: '/ca.pem', cert: '/c.pem', key: '/k.pem' };
  const made = parseConfig({ ...rest, scheme: 'mtls', serverUrl: 'https://dm.example.net/dm', tls });
  assert.deepEqual(made.tls, tls);
});
test('wake-ups come to this machine only, unless it is said', () => {
  assert.deepEqual(parseConfig(CONFIG).wakeUp, {});
  const { wakeUp } = parseConfig({ ...CONFIG, wakeUp: { udp: {} } });
  assert.deepEqual(wakeUp, { udp: { host: '127.0.0.1', port: 2948 } });
});
test('http with allowHttp', () => {
  const serverUrl = 'http://dm.example.net/dm';
  assert.equal(parseConfig({ ...CONFIG, serverUrl, allowHttp: true }).serverUrl, serverUrl);
});
test('a file that is not there, or not JSON, is told by name', (t) => {
  const path = join(freshFolder(t), 'config.json');
  assert.throws(() => loadConfig(path), /Enrol first/);
  writeFileSync(path, '{');
  assert.throws(() => loadConfig(path), /config\.json is not JSON/);
  writeFileSync(path, '{}');
  assert.throws(() => loadConfig(path), /config\.json: serverUrl must be/);
});

const LOCALES: readonly (readonly [env: NodeJS.ProcessEnv, language: string])[] = [
  [{ LANG: 'de_CH.UTF-8' }, 'de-CH'],
  [{ LC_ALL: 'pt_BR', LANG: 'de_DE' }, 'pt-BR'],
  [{ LC_ALL: '', LC_MESSAGES: 'sr_RS@latin' }, 'sr-RS'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{ LC_ALL: 'POSIX' }, 'en'],
  [{}, 'en'],
];
test('the language of the system is what its environment says', () => {
  for (const [env, language] of LOCALES) assert.equal(systemLanguage(env), language);
});
