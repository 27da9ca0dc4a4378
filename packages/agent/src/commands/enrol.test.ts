import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileServer } from '../../test/file-server.ts';
import { freshFolder } from '../../test/folder.ts';
import { rootFile } from '../../test/packages.ts';
import { CONFIG } from '../../test/rig.ts';
import { loadConfig } from '../config.ts';
import { enrol } from './setup.ts';

const account = {
  ...CONFIG,
  scheme: 'md5',
  trustRoot: Buffer.from(rootFile).toString('base64'),
};

async function call(t: Parameters<typeof fileServer>[0], status: number, answer: unknown, ...more: string[]) {
  const bodies: string[] = [];
  const server = await fileServer(t, (request, response) => {
    request.on('data', (data) => bodies.push(`${request.method} ${request.url} ${data}`));
    request.on('end', () => response.writeHead(status).end(JSON.stringify(answer)));
  });
  const folder = freshFolder(t);
  const config = join(folder, 'etc/config.json');
  const args = [
    '--server',
    `http://${server.host}`,
    '--token',
    'once',
    '--device-id',
    'IMEI:1',
    '--config',
    config,
    ...more,
  ];
  return { folder, config, bodies, done: enrol(args) };
}

test('enrolment writes account and trust root, for the owner only', async (t) => {
  const { config, bodies, done } = await call(
    t,
    201,
    { ...account, serverUrl: 'http://127.0.0.1:1/dm' },
    '--type',
    'gateway',
  );
  assert.equal(await done, 0);
  assert.deepEqual(bodies, ['POST /api/v1/enrol {"token":"once","deviceId":"IMEI:1"}']);
  const { clientSecret, trustRoot } = loadConfig(config);
  assert.equal(clientSecret, CONFIG.clientSecret);
  assert.deepEqual(readFileSync(trustRoot), Buffer.from(rootFile));
  assert.deepEqual(
    [config, trustRoot].map((path) => statSync(path).mode & 0o777),
    [0o600, 0o600],
  );
});

test('enrolment tells the server where the agent will listen', async (t) => {
  const answer = { ...account, serverUrl: 'http://127.0.0.1:1/dm' };
  const { config, bodies, done } = await call(t, 201, answer, '--wake-up', 'udp:192.0.2.7:5000');
  assert.equal(await done, 0);
  assert.deepEqual(JSON.parse(bodies[0]?.replace(/^[^{]+/, '') ?? '').wakeUp, [
    { bearer: 'udp', address: '192.0.2.7:5000' },
  ]);
  assert.deepEqual(loadConfig(config).wakeUp, { udp: { host: '192.0.2.7', port: 5000 } });
});

test('enrolment for wake-ups by WebSocket', async (t) => {
  const answer = { ...account, serverUrl: 'http://127.0.0.1:1/dm' };
  const { config, bodies, done } = await call(t, 201, answer, '--wake-up', 'websocket');
  assert.equal(await done, 0);
  assert.match(bodies[0] ?? '', /"wakeUp":\[\{"bearer":"websocket"\}\]/);
  assert.deepEqual(loadConfig(config).wakeUp, { websocket: true });
});

const WRONG: readonly (readonly [string, number, unknown, readonly string[], RegExp])[] = [
  [
    'a used token',
    403,
    { title: 'refused', detail: 'the token is used' },
    [],
    /refused \(403\): the token is used/,
  ],
  ['another device type', 201, account, ['--type', 'fridge'], /for device type gateway/],
  ['a trust root of another authority', 201, { ...account, authority: 'other' }, [], /trust root is of acme/],
  ['a trust root that is none', 201, { ...account, trustRoot: 'AAAA' }, [], /malformed/],
  ['an account without a secret', 201, { ...account, clientSecret: undefined }, [], /clientSecret must be/],
  [
    'an account over plain http elsewhere',
    201,
    { ...account, serverUrl: 'http://dm.example.net/' },
    [],
    /must be https/,
  ],
];
for (const [title, status, answer, more, pattern] of WRONG) {
  test(`enrolment writes nothing: ${title}`, async (t) => {
    const { config, done } = await call(t, status, answer, ...more);
    await assert.rejects(done, pattern);
    assert.equal(existsSync(config), false);
  });
}

test('enrolling again adds an account, with a trust root of its own', async (t) => {
  const { config, folder, done } = await call(t, 201, { ...account, serverUrl: 'http://127.0.0.1:1/dm' });
  assert.equal(await done, 0);
  const server = await fileServer(t, (request, response) => {
    request.resume().on('end', () => response.writeHead(201).end(JSON.stringify(second)));
  });
  const second = { ...account, serverId: 'other', clientSecret: 'another secret of the test' };
  const again = ['--server', `http://${server.host}`, '--token', 'twice', '--device-id', 'IMEI:1'];
  assert.equal(await enrol([...again, '--config', config]), 0);
  const { accounts } = loadConfig(config);
  assert.deepEqual(
    accounts.map((one) => [one.serverId, one.clientSecret, one.trustRoot]),
    [
      ['scomo', CONFIG.clientSecret, join(folder, 'etc/trust-root.json')],
      ['other', 'another secret of the test', join(folder, 'etc/trust-root-2.json')],
    ],
  );
  await assert.rejects(enrol([...again, '--config', config]), /has an account of other/);
});

test('enrolment lets the agent fetch from the bucket of its server', async (t) => {
  const answer = { ...account, serverUrl: 'http://127.0.0.1:1/dm', downloadHosts: ['s3.example.org'] };
  const { config, done } = await call(t, 201, answer);
  assert.equal(await done, 0);
  assert.deepEqual(loadConfig(config).downloadHosts, ['s3.example.org']);
});
