import assert from 'node:assert/strict';
import { readProof } from '../src/wake-up/read-proof.ts';

/** What a stranger says on a WebSocket: read or not, never a throw, and what is read can be asked of the database. */
export function fuzz(data: Uint8Array): void {
  const said = readProof(Buffer.from(data).toString());
  if (said === undefined) return;
  assert.deepEqual([typeof said.deviceId, typeof said.proof], ['string', 'string']);
  assert.ok(!said.deviceId.includes('\0'));
  assert.deepEqual(readProof(JSON.stringify(said)), said);
}

export const seeds = [
  '{"deviceId":"IMEI:004999010640000","proof":"1B2M2Y8AsgTpgAmY7PhCfg=="}',
  '[1,null,{}]',
];
export const tokens = ['"deviceId":', '"proof":', '\\u0000', '\\ud800', '{}', 'null'];
