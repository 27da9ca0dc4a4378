import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A new folder that goes when the test ends. */
export function freshFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-agent-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Digest of all names, kinds, modes, link targets and bytes below a folder. */
export function folderDigest(folder: string): string {
  const hash = createHash('sha256');
  const walk = (path: string, name: string) => {
    const { mode } = lstatSync(path);
    hash.update(`${name} ${mode}\n`);
    if ((mode & 0o170000) === 0o120000) hash.update(readlinkSync(path));
    else if ((mode & 0o170000) === 0o040000) {
      for (const child of readdirSync(path).sort()) walk(join(path, child), `${name}/${child}`);
    } else hash.update(readFileSync(path));
  };
  walk(folder, '');
  return hash.digest('hex');
}
