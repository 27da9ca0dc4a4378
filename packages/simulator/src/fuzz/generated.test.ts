import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { GENERATED } from './generated.ts';

test('messages made at random come back from both encodings as they were', async () => {
  const { runs, findings } = await GENERATED.messages(300, 7);
  assert.equal(runs, 300);
  assert.deepEqual(findings, []);
});

test('libwbxml reads what we write, and we read what it writes', { skip: missing() }, async () => {
  const { runs, findings } = await GENERATED.libwbxml(300, 7);
  assert.equal(runs, 300);
  assert.deepEqual(findings, []);
});

function missing(): string | false {
  try {
    execFileSync('cc', ['-xc', '-', '-lwbxml2', '-o', '/dev/null'], {
      input: 'int main(void) { return 0; }',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    return false;
  } catch {
    return 'no cc or libwbxml2 (Debian: gcc, libwbxml2-dev)';
  }
}
