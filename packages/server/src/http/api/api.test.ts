import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Client, createClient, openapi } from '@scomo/api';
import pg from 'pg';
import { problemOf, type Running, running } from '../../../test/running.ts';

let world: Running;
let client: Client;
before(async () => {
  world = await running();
  client = world.client;
  await client.createDeviceType({ body: { name: 'gateway' } });
  await client.createDeviceType({ body: { name: 'old', legacy: true, description: 'from 2009' } });
});
after(() => world.stop());

const codeOf = async (call: Promise<unknown>) => (await problemOf(call))?.code;
let made = 0;
const freshId = () => {
  made += 1;
  return `IMEI:35300000${String(made).padStart(6, '0')}`;
};
const newDevice = async (deviceType = 'gateway') => {
  const deviceId = freshId();
  await client.createDevice({ body: { deviceId, deviceType } });
  return deviceId;
};

describe('tokens', () => {
  test('the first token is readable by its owner only', () => {
    assert.equal(statSync(join(world.dataDir, 'admin.token')).mode & 0o777, 0o600);
    assert.equal(statSync(join(world.dataDir, 'server.key')).mode & 0o777, 0o600);
  });

  for (const authorization of ['', 'Bearer', 'Bearer x', 'Basic YTpi', 'bearer  ']) {
    test(`401: ${JSON.stringify(authorization)}`, async () => {
      const response = await world.request('/api/v1/devices', { headers: { authorization } });
      assert.equal(response.status, 401);
      assert.equal(response.headers.get('www-authenticate'), 'Bearer');
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.equal(((await response.json()) as { code: string }).code, 'unauthenticated');
    });
  }

  test('no route but enrolment answers without a token', async () => {
    const nobody = createClient({ url: world.server.url, fetch });
    assert.equal(await codeOf(nobody.whoami()), 'unauthenticated');
    assert.equal(await codeOf(nobody.uploadPackage({ upload: Uint8Array.of(1) })), 'unauthenticated');
    assert.equal(await codeOf(nobody.deleteDevice({ params: { deviceId: 'x' } })), 'unauthenticated');
    assert.equal(await codeOf(nobody.enrol({ body: { token: 'x', deviceId: 'y' } })), 'enrolment_refused');
  });

  test('whoami', async () => {
    assert.deepEqual(await client.whoami(), { name: 'admin', scopes: ['*'] });
  });
});

describe('form', () => {
  const post = (body: string, type = 'application/json') =>
    world.request('/api/v1/device-types', { method: 'POST', body, headers: { 'content-type': type } });

  const rows: readonly [string, () => Promise<Response>, number, string][] = [
    ['no JSON', () => post('{'), 400, 'malformed_request'],
    ['__proto__', () => post('{"name":"x","__proto__":{}}'), 400, 'malformed_request'],
    ['no object', () => post('[]'), 422, 'validation_failed'],
    ['empty', () => post(''), 422, 'validation_failed'],
    ['member nobody knows', () => post('{"name":"x","Legacy":true}'), 422, 'validation_failed'],
    ['bad name', () => post('{"name":"<script>"}'), 422, 'validation_failed'],
    ['form', () => post('name=x', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type'],
    ['bytes', () => post('{}', 'application/octet-stream'), 415, 'unsupported_media_type'],
    [
      'JSON as a package',
      () =>
        world.request('/api/v1/packages', {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        }),
      415,
      'unsupported_media_type',
    ],
    ['too large', () => post(`{"name":"${'x'.repeat(256 * 1024)}"}`), 413, 'too_large'],
    ['no such path', () => world.request('/api/v1/nothing'), 404, 'not_found'],
    ['outside of the API', () => world.request('/etc/passwd'), 404, 'not_found'],
    ['method', () => world.request('/api/v1/device-types', { method: 'PUT' }), 405, 'method_not_allowed'],
    [
      'method on a verb',
      () => world.request('/api/v1/tasks/tk_1:cancel', { method: 'DELETE' }),
      405,
      'method_not_allowed',
    ],
    ['limit', () => world.request('/api/v1/devices?limit=501'), 400, 'invalid_query'],
    ['cursor', () => world.request('/api/v1/devices?after=nonsense'), 400, 'invalid_query'],
    ['id', () => world.request('/api/v1/packages/..%2f'), 400, 'invalid_query'],
    ['broken escape', () => world.request('/api/v1/devices/%zz'), 400, 'malformed_request'],
  ];
  for (const [id, ask, status, code] of rows) {
    test(`${status}: ${id}`, async () => {
      const response = await ask();
      assert.equal(response.status, status);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.equal(((await response.json()) as { code: string }).code, code);
    });
  }

  test('405 names the methods', async () => {
    const response = await world.request('/api/v1/device-types', { method: 'DELETE' });
    assert.equal(response.headers.get('allow'), 'GET, POST');
  });

  test('the pointer says which member', async () => {
    const problem = await problemOf(
      client.createDevice({ body: { deviceId: 'a b', deviceType: 'gateway' } }),
    );
    assert.deepEqual(
      problem?.errors?.map(({ pointer }) => pointer),
      ['/deviceId'],
    );
  });

  test('nothing is cached or sniffed', async () => {
    for (const path of ['/api/v1/whoami', '/api/v1/nothing', '/', '/healthz', '/api/v1/openapi.json']) {
      const { headers } = await world.request(path);
      assert.equal(headers.get('cache-control'), 'no-store', path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/, path);
    }
  });
});

describe('Idempotency-Key', () => {
  const post = (key: string, body: object, path = '/api/v1/device-types') =>
    world.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });

  test('the same request gets the first answer, secrets included', async () => {
    const body = { deviceId: freshId(), deviceType: 'gateway' };
    const first = await post('k-device', body, '/api/v1/devices');
    const second = await post('k-device', body, '/api/v1/devices');
    assert.equal(first.headers.get('idempotency-replayed'), null);
    assert.equal(second.headers.get('idempotency-replayed'), 'true');
    assert.equal(second.status, 201);
    assert.equal(await second.text(), await first.text());
  });

  test('another request with the key is refused', async () => {
    assert.equal((await post('k-type', { name: 'k1' })).status, 201);
    const other = await post('k-type', { name: 'k2' });
    assert.equal(other.status, 422);
    assert.equal(((await other.json()) as { code: string }).code, 'idempotency_mismatch');
  });

  test('a refusal is an answer, too', async () => {
    assert.equal((await post('k-refused', { name: 'gateway' })).status, 409);
    assert.equal((await post('k-refused', { name: 'gateway' })).headers.get('idempotency-replayed'), 'true');
  });

  test('keys of different operations do not meet', async () => {
    const body = { deviceType: 'gateway' };
    assert.equal((await post('k-shared', { name: 'k3' })).status, 201);
    assert.equal((await post('k-shared', body, '/api/v1/enrolment-tokens')).status, 201);
  });

  test('ten at once make one', async () => {
    const deviceId = await newDevice();
    const body = { deviceId, kind: 'inventory' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('k-many', body, '/api/v1/tasks')),
    );
    for (const { status } of answers) assert.ok(status === 201 || status === 409, String(status));
    assert.equal((await client.listTasks({ query: { deviceId } })).items.length, 1);
  });

  test('an order whose answer was lost by us is not given twice', async () => {
    const deviceId = await newDevice();
    const body = { deviceId, kind: 'inventory' };
    const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;
    const first = await idOf(await post('k-lost', body, '/api/v1/tasks'));
    const database = new pg.Client(world.databaseUrl);
    await database.connect();
    await database.query('delete from replays').finally(() => database.end());
    const again = await post('k-lost', body, '/api/v1/tasks');
    assert.equal(again.headers.get('idempotency-replayed'), null);
    assert.deepEqual([again.status, await idOf(again)], [201, first]);
    const other = await idOf(await post('k-lost-2', body, '/api/v1/tasks'));
    assert.notEqual(other, first);
    assert.equal((await client.listTasks({ query: { deviceId } })).items.length, 2);
  });

  for (const key of ['', 'x'.repeat(129), 'a b']) {
    test(`a key must be one: ${JSON.stringify(key)}`, async () => {
      assert.equal((await post(key, { name: 'never' })).status, 400);
    });
  }
});

describe('documents and pages', () => {
  test('the document is that of the contract', async () => {
    const response = await world.request('/api/v1/openapi.json');
    assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(openapi('0.1.0'))));
  });

  test('the documentation page shows it, under a policy of its own', async () => {
    const page = await world.request('/api/docs/');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'self'/);
    const document = (await (await world.request('/api/docs/json')).json()) as { openapi: string };
    assert.equal(document.openapi, '3.1.0');
  });

  test('probes and counters', async () => {
    assert.equal(await (await world.request('/healthz')).text(), 'ok\n');
    assert.equal(await (await world.request('/readyz')).text(), 'ready\n');
    const metrics = await (await world.request('/metrics')).text();
    assert.match(metrics, /^scomo_api_requests_total\{operation="whoami",status="200"\} \d+$/m);
  });

  test('the first page leads to the others', async () => {
    const page = await world.request('/');
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    const links = [...(await page.text()).matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? '');
    assert.ok(links.length >= 5);
    for (const link of links) assert.equal((await world.request(link)).status, 200, link);
  });
});
