import assert from 'node:assert/strict';
import { LIMITS } from '../src/base/limits.ts';
import { PluginFault, parseComponents, parseError, parsePlan } from '../src/installers/exec/answers.ts';

/** Whatever a plug-in answers: a fault, or what is in bounds and its own. */
export function fuzz(data: Uint8Array): void {
  const answer = Buffer.from(data).toString('utf8');
  const components = orFault(() => parseComponents(answer, 'tar')) ?? [];
  assert.ok(components.length <= LIMITS.pluginComponentsMax);
  for (const { id, version, dir = '/' } of components)
    assert.ok(/^tar:[\w.:+-]*$/.test(id) && id.length <= 128 && version.length <= 64 && dir.startsWith('/'));
  const undo = orFault(() => parsePlan(answer));
  assert.ok(undo === undefined || Buffer.byteLength(JSON.stringify(undo)) <= LIMITS.pluginUndoBytesMax);
  const error = parseError(answer);
  assert.ok(error === undefined || (error.detail.length <= 1000 && (error.code ?? 1400) >= 1400));
}

function orFault<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof PluginFault) return undefined;
    throw error;
  }
}

export const seeds = [
  '{"components":[{"id":"tar:a","version":"1","package":"sha256:0000000000000000000000000000000000000000000000000000000000000000","name":"A","dir":"/x"}]}',
  '{"undo":{"tar:a":"","n":[1,2]}}',
  '{"error":{"code":1498,"detail":"no","component":"tar:a"}}',
];
export const tokens = [
  '"id":"tar:',
  '"version":"',
  '"undo":',
  '"error":',
  '"code":1409',
  '"__proto__":',
  'null',
  '[]',
  '{}',
  '"dir":"/',
  '\\u0000',
];
