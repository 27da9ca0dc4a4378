import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, type Client } from '@scomo/api';
import { openWorld, type World } from '../src/world.ts';

/** A new cluster, two segments of its log, and a little. */
const DISK_BYTES = 220 * 1024 * 1024;
const BACK_MS = 60_000;
const skip = process.getuid?.() === 0 ? false : 'mounting a small disk needs root';

test('a full disk under packages and database: clean problems, nothing acknowledged is lost, all well once there is room', {
  skip,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'scomo-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=755`, 'tmpfs', data]);
  const filler = join(data, 'filler');
  let world: World | undefined;
  try {
    world = await openWorld({ env: { SCOMO_DATA_DIR: data } });
    const { client } = world;
    const made = { component: 'org.example.big', version: '1.0.0', counter: 1, ballastBytes: 12_000_000 };
    const upload = new Uint8Array(readFileSync(await world.build({ ...made, program: 'tool' })));
    fill(filler, 4_000_000);
    const refused = await problemOf(client.uploadPackage({ upload }));
    assert.deepEqual([refused?.status, refused?.code], [507, 'storage_full']);
    fill(filler, 0);
    const acknowledged = await createTypesUntilRefused(client);
    rmSync(filler);
    const { id } = await insist(() => client.uploadPackage({ upload }));
    assert.equal((await client.publishPackage({ params: { id } })).published, true);
    await insist(() => client.createDeviceType({ body: { name: 'afterwards' } }));
    for (const name of acknowledged) await client.getDeviceType({ params: { name } });
  } finally {
    await world?.close();
    execFileSync('umount', ['-l', data]);
    rmSync(data, { recursive: true });
  }
});

/** Leaves so many bytes. */
function fill(path: string, leave: number): void {
  const fd = openSync(path, 'a');
  const piece = Buffer.alloc(64 * 1024);
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(path);
      const room = bavail * bsize - leave;
      if (room <= 0) return;
      writeSync(fd, piece, 0, Math.min(room, piece.length));
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(fd);
  }
}

/** Writes until the database can no longer; every refusal is a problem of ours with a status of 500 or more. */
async function createTypesUntilRefused(client: Client): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (let number = 0; number < 20_000; number += 1) {
    const name = `full-${number}`;
    const description = 'x'.repeat(500);
    const problem = await problemOf(client.createDeviceType({ body: { name, description } }));
    if (problem === undefined) acknowledged.push(name);
    else {
      assert.ok(problem.status >= 500 && problem.retryable, JSON.stringify(problem));
      return acknowledged;
    }
  }
  throw new Error('the disk was never full');
}

async function problemOf(call: Promise<unknown>) {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.problem;
    throw error;
  }
}

async function insist<T>(call: () => Promise<T>): Promise<T> {
  const until = performance.now() + BACK_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (performance.now() > until) throw error;
      await wait(200);
    }
  }
}
