import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../test/temporary.ts';
import { openBlobs, UploadTooLargeError } from './blobs.ts';
import { dataFolder, prepareFiles } from './files/data-folder.ts';

const root = temporaryFolder();
after(() => root.remove());
const folder = dataFolder(root.path);
prepareFiles(folder);
const blobs = openBlobs(folder);

const BYTES = Buffer.from('0123456789');
const DIGEST = createHash('sha256').update(BYTES).digest('hex');

async function* pieces(...parts: readonly Uint8Array[]) {
  yield* parts;
}

test('an upload is hashed, read in parts, and a blob once it is kept', async () => {
  const upload = await blobs.receive(pieces(BYTES.subarray(0, 4), BYTES.subarray(4)), 10);
  assert.equal(upload.digest, DIGEST);
  assert.equal(upload.bytes, 10);
  assert.equal(Buffer.from(await upload.read(3, 4)).toString(), '3456');
  assert.equal(Buffer.from(await upload.read(8, 4)).toString(), '89');
  assert.equal(await blobs.sizeOf(DIGEST), undefined);
  await upload.keep();
  await upload.dispose();
  assert.equal(await blobs.sizeOf(DIGEST), 10);
  assert.deepEqual(readFileSync(blobs.pathOf(DIGEST)), BYTES);
  assert.deepEqual(readdirSync(folder.temporary), []);
  assert.equal(Buffer.from((await blobs.read(DIGEST, 3, 4)) ?? '').toString(), '3456');
  assert.equal(Buffer.from((await blobs.read(DIGEST, 8, 4)) ?? '').toString(), '89');
  assert.equal(await blobs.read(`${DIGEST}0`, 0, 4), undefined);
});

test('an upload that is not kept leaves nothing', async () => {
  const upload = await blobs.receive(pieces(Buffer.from('other')), 10);
  await upload.dispose();
  assert.equal(await blobs.sizeOf(upload.digest), undefined);
  assert.deepEqual(readdirSync(folder.temporary), []);
});

test('one byte too many leaves nothing, and the source is not read further', async () => {
  let read = 0;
  async function* endless() {
    for (;;) {
      read += 4;
      yield Buffer.from('abcd');
    }
  }
  await assert.rejects(blobs.receive(endless(), 10), UploadTooLargeError);
  assert.equal(read, 12);
  assert.deepEqual(readdirSync(folder.temporary), []);
});

test('a source that breaks off leaves nothing', async () => {
  async function* broken() {
    yield Buffer.from('abcd');
    throw new Error('line is dead');
  }
  await assert.rejects(blobs.receive(broken(), 10), /line is dead/);
  assert.deepEqual(readdirSync(folder.temporary), []);
});

test('what a killed server left is thrown away, blobs and the uploads of another node stay', () => {
  const lastHour = Date.now() / 1000 - 3601;
  writeFileSync(join(folder.temporary, 'left.part'), 'half');
  utimesSync(join(folder.temporary, 'left.part'), lastHour, lastHour);
  writeFileSync(join(folder.temporary, 'growing.part'), 'half');
  prepareFiles(folder);
  assert.deepEqual(readdirSync(folder.temporary), ['growing.part']);
  assert.ok(existsSync(blobs.pathOf(DIGEST)));
});
