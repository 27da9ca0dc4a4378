import assert from 'node:assert/strict';
import { parseRequest, RequestError, writeRequest } from '../src/privileged/socket/requests.ts';

/** What anybody writes to the privileged part: a RequestError, or a request that is the same when it is written and read again. */
export function fuzz(data: Uint8Array): void {
  let request: ReturnType<typeof parseRequest>;
  try {
    request = parseRequest(data);
  } catch (error) {
    assert.ok(error instanceof RequestError, `${error}`);
    return;
  }
  const line = writeRequest(request);
  assert.ok(!line.slice(0, -1).includes('\n'), 'a line in a line');
  assert.deepEqual(parseRequest(Buffer.from(line.trimEnd())), request);
}

const pkgId = `sha256:${'0'.repeat(64)}`;
export const seeds = [
  '{"verb":"terms"}',
  '{"verb":"rotate","roots":["e30=","QQ=="]}',
  '{"verb":"inventory","again":true}',
  `{"verb":"stage","pkgId":"${pkgId}","serverId":"scomo","installParams":"a=\\u00e9"}`,
  `{"verb":"apply","id":"a-1","activate":["${pkgId}"],"deactivate":["com.example.one"],"remove":["deb:hello"],"drop":[],"fresh":["${pkgId}"],"code":1409}`,
  '{"verb":"sweep"}',
];
export const tokens = [
  '"verb":',
  '"__proto__":',
  '"activate":[',
  pkgId,
  '\\u0000',
  '"code":1409',
  '"again":false',
  '"',
  ']',
  '}',
];
