import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

test('an input that never comes back is written down and ends the process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-watchdog-'));
  const file = join(folder, 'found', 'hang.bin');
  const program = `
    import { startWatchdog } from ${JSON.stringify(new URL('./watchdog.ts', import.meta.url).href)};
    const watchdog = startWatchdog(${JSON.stringify(file)}, 64, 300);
    watchdog.begin(new TextEncoder().encode('first'));
    watchdog.begin(new TextEncoder().encode('hang'));
    for (;;);
  `;
  try {
    const { signal, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '-e', program],
      {
        encoding: 'utf8',
        timeout: 20_000,
        killSignal: 'SIGTERM',
      },
    );
    assert.equal(signal, 'SIGKILL');
    assert.match(stderr, /runs for more than 300 ms/);
    assert.equal(readFileSync(file, 'utf8'), 'hang');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
