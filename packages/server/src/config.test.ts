import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

test('an empty environment is a server on loopback', () => {
  assert.deepEqual(readConfig({}), {
    host: '127.0.0.1',
    port: 8080,
    dataDir: resolve('data'),
    plaintext: false,
    trustRootFile: resolve('data/trust-root.json'),
    logLevel: 'info',
    connectionsPerAddress: 64,
    serverId: 'scomo',
    wakeUpsPerSecond: 100,
  });
});

test('everything given is taken', () => {
  const config = readConfig({
    SCOMO_HOST: '0.0.0.0',
    SCOMO_PORT: '0',
    SCOMO_PUBLIC_URL: 'https://dm.example.org/',
    SCOMO_DATA_DIR: '/var/lib/scomo',
    SCOMO_DATABASE_URL: 'postgresql://db/scomo',
    SCOMO_TLS_CERT: '/c.pem',
    SCOMO_TLS_KEY: '/k.pem',
    SCOMO_TRUST_ROOT: '/root.json',
    SCOMO_LOG_LEVEL: 'debug',
  });
  assert.equal(config.publicUrl, 'https://dm.example.org');
  assert.deepEqual(config.tls, { cert: '/c.pem', key: '/k.pem' });
  assert.equal(config.port, 0);
  assert.equal(config.trustRootFile, '/root.json');
});

const good: readonly Record<string, string>[] = [
  { SCOMO_HOST: 'localhost' },
  { SCOMO_HOST: '127.9.9.9' },
  { SCOMO_HOST: '::1' },
  { SCOMO_HOST: '10.0.0.1', SCOMO_ALLOW_PLAINTEXT_DM: '1' },
  { SCOMO_HOST: '10.0.0.1', SCOMO_TLS_CERT: 'c', SCOMO_TLS_KEY: 'k' },
  { SCOMO_LOG_LEVEL: 'silent' },
  { SCOMO_PORT: '' },
];
for (const env of good) test(`good: ${JSON.stringify(env)}`, () => assert.ok(readConfig(env)));

const bad: readonly [Record<string, string>, RegExp][] = [
  [{ SCOMO_PORT: '65536' }, /^SCOMO_PORT must be a whole number from 0 to 65535, not "65536"$/],
  [{ SCOMO_PORT: '-1' }, /SCOMO_PORT/],
  [{ SCOMO_PORT: '80.5' }, /SCOMO_PORT/],
  [{ SCOMO_PORT: 'http' }, /SCOMO_PORT/],
  [{ SCOMO_CONNECTIONS_PER_ADDRESS: '0' }, /SCOMO_CONNECTIONS_PER_ADDRESS/],
  [{ SCOMO_HOST: '10.0.0.1' }, /there is no TLS/],
  [{ SCOMO_HOST: '127.0.0.1.example.org' }, /there is no TLS/],
  [{ SCOMO_HOST: '10.0.0.1', SCOMO_ALLOW_PLAINTEXT_DM: 'true' }, /there is no TLS/],
  [{ SCOMO_HOST: '0.0.0.0', SCOMO_ALLOW_PLAINTEXT_DM: '1' }, /set SCOMO_PUBLIC_URL/],
  [{ SCOMO_TLS_CERT: 'c' }, /belong together/],
  [{ SCOMO_TLS_KEY: 'k' }, /belong together/],
  [{ SCOMO_PUBLIC_URL: 'dm.example.org' }, /SCOMO_PUBLIC_URL must be an origin/],
  [{ SCOMO_PUBLIC_URL: 'https://dm.example.org/dm' }, /must be an origin/],
  [{ SCOMO_PUBLIC_URL: 'https://a@dm.example.org' }, /must be an origin/],
  [{ SCOMO_PUBLIC_URL: 'ftp://dm.example.org' }, /must be an origin/],
  [{ SCOMO_DATABASE_URL: 'mysql://db' }, /must begin with postgresql/],
  [{ SCOMO_LOG_LEVEL: 'loud' }, /SCOMO_LOG_LEVEL must be silent or one of trace, debug/],
  [{ SCOMO_LOG_LEVEL: 'toString' }, /SCOMO_LOG_LEVEL/],
];
for (const [env, fault] of bad) {
  test(`bad: ${JSON.stringify(env)}`, () => {
    assert.throws(
      () => readConfig(env),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.faults.length, 1);
        assert.match(error.faults[0] ?? '', fault);
        return true;
      },
    );
  });
}

test('every fault is named at once', () => {
  assert.throws(() => readConfig({ SCOMO_PORT: 'x', SCOMO_TLS_KEY: 'k', SCOMO_LOG_LEVEL: 'y' }), {
    name: 'ConfigError',
    message: /SCOMO_TLS_CERT.*SCOMO_LOG_LEVEL.*SCOMO_PORT/s,
  });
});
