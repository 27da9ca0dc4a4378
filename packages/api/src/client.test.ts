import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, createClient, type Fetch, type Upload } from './client.ts';
import { problem } from './problem.ts';

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | Upload;
}

function recorder(status: number, text: string): { readonly fetch: Fetch; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, init) => {
    sent.push({ url, ...init });
    return { status, text: async () => text };
  };
  return { fetch, sent };
}

test('the platform fetch fits', () => {
  createClient({ url: 'http://127.0.0.1:1', fetch });
});

test('a device id with reserved characters stands in the path as one segment', async () => {
  const { fetch, sent } = recorder(200, '{"deviceId":"a"}');
  await createClient({ url: 'http://h:1/', token: 't', fetch }).getDevice({
    params: { deviceId: 'IMEI:1/2?x#y%' },
  });
  assert.equal(sent[0]?.url, 'http://h:1/api/v1/devices/IMEI%3A1%2F2%3Fx%23y%25');
  assert.deepEqual(sent[0]?.headers, { accept: 'application/json', authorization: 'Bearer t' });
});

test('query values are escaped and absent ones left out', async () => {
  const { fetch, sent } = recorder(200, '{"items":[]}');
  await createClient({ url: 'http://h:1', fetch }).listTasks({ query: { limit: 5, deviceId: 'a&b=c' } });
  assert.equal(sent[0]?.url, 'http://h:1/api/v1/tasks?limit=5&deviceId=a%26b%3Dc');
});

test('a POST carries JSON and its idempotency key', async () => {
  const { fetch, sent } = recorder(201, '{"name":"gw"}');
  const client = createClient({ url: 'http://h:1', fetch });
  assert.deepEqual(await client.createDeviceType({ body: { name: 'gw' }, idempotencyKey: 'k1' }), {
    name: 'gw',
  });
  assert.equal(sent[0]?.body, '{"name":"gw"}');
  assert.deepEqual(sent[0]?.headers, {
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': 'k1',
  });
});

test('an upload goes out as it is', async () => {
  const { fetch, sent } = recorder(201, '{"id":"pk_1"}');
  const upload = Uint8Array.of(1, 2);
  await createClient({ url: 'http://h:1', fetch }).uploadPackage({ upload });
  assert.equal(sent[0]?.body, upload);
  assert.equal(sent[0]?.headers['content-type'], 'application/octet-stream');
});

test('204 is undefined', async () => {
  const { fetch } = recorder(204, '');
  const client = createClient({ url: 'http://h:1', fetch });
  assert.equal(await client.deleteDevice({ params: { deviceId: 'a' } }), undefined);
});

test('a problem rejects with its code', async () => {
  const { fetch } = recorder(409, JSON.stringify(problem('device_exists', 'IMEI:1 is there')));
  const client = createClient({ url: 'http://h:1', fetch });
  await assert.rejects(client.createDevice({ body: { deviceId: 'IMEI:1', deviceType: 'gw' } }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.problem.code, 'device_exists');
    assert.equal(error.problem.retryable, false);
    assert.equal(error.message, 'The device exists: IMEI:1 is there');
    return true;
  });
});

for (const text of ['<html>bad gateway</html>', '', 'null', '{"ok":true}']) {
  test(`an answer that is no problem document rejects with its status: ${text}`, async () => {
    const { fetch } = recorder(502, text);
    await assert.rejects(createClient({ url: 'http://h:1', fetch }).whoami(), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.problem.status, 502);
      assert.equal(error.problem.title, 'HTTP 502');
      return true;
    });
  });
}

test('a success status that the table does not name is a problem', async () => {
  const { fetch } = recorder(202, '{}');
  await assert.rejects(createClient({ url: 'http://h:1', fetch }).whoami(), ApiError);
});
