import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type S3Server, startS3Server } from '@scomo/testkit';
import { quietLog } from '../../test/quiet.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { openBlobs } from '../blobs.ts';
import { dataFolder, prepareFiles } from '../files/data-folder.ts';
import { type Bucket, openBucket } from './bucket.ts';
import { type BucketConfig, readBucket } from './bucket-config.ts';

const root = temporaryFolder();
const folder = dataFolder(root.path);
prepareFiles(folder);
const blobs = openBlobs(folder);
let s3: S3Server;
let config: BucketConfig;
let bucket: Bucket;

before(async () => {
  s3 = await startS3Server(join(root.path, 's3'));
  config = readBucket(s3.env, []) ?? assert.fail('no bucket in its environment');
  bucket = openBucket(config, blobs, quietLog);
});
after(async () => {
  await s3.stop();
  root.remove();
});

async function blob(bytes: Buffer): Promise<string> {
  const upload = await blobs.receive(
    (async function* () {
      yield bytes;
    })(),
    bytes.length,
  );
  await upload.keep();
  await upload.dispose();
  return upload.digest;
}

test('a package is kept once, and whoever has its URL reads it, also from the middle', async () => {
  const bytes = randomBytes(3_000_000);
  const digest = await blob(bytes);
  const url = bucket.signedUrl(digest);
  assert.equal((await fetch(url)).status, 404);
  assert.equal(await bucket.keep(digest), true);
  const whole = await fetch(url);
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get('content-type'), 'application/octet-stream');
  assert.equal(
    createHash('sha256')
      .update(Buffer.from(await whole.arrayBuffer()))
      .digest('hex'),
    digest,
  );
  const etag = whole.headers.get('etag') ?? '';
  assert.match(etag, /^"[^"]+"$/);
  const rest = await fetch(url, { headers: { range: 'bytes=2999990-', 'if-range': etag } });
  assert.equal(rest.status, 206);
  assert.deepEqual(Buffer.from(await rest.arrayBuffer()), bytes.subarray(2_999_990));
  rmSync(blobs.pathOf(digest));
  assert.equal(await bucket.keep(digest), true, 'it is known to be there');
  assert.equal(await openBucket(config, blobs, quietLog).keep(digest), false, 'nothing to bring it from');
});

test('what is in the bucket already is not sent again', async () => {
  const digest = await blob(Buffer.from('there already'));
  assert.equal(await bucket.keep(digest), true);
  const other = openBucket(config, { ...blobs, pathOf: () => '/nowhere' }, quietLog);
  assert.equal(await other.keep(digest), true);
});

test('without the signature, with that of another package, or a changed time nobody reads it', async () => {
  const [one, two] = [await blob(Buffer.from('one')), await blob(Buffer.from('two'))];
  await bucket.keep(one);
  await bucket.keep(two);
  const good = new URL(bucket.signedUrl(one));
  assert.equal(good.searchParams.get('X-Amz-Expires'), '3600');
  const stolen = new URL(good);
  stolen.pathname = stolen.pathname.replace(one, two);
  const longer = new URL(good);
  longer.searchParams.set('X-Amz-Expires', '7200');
  for (const url of [stolen, longer]) assert.equal((await fetch(url)).status, 403, url.href);
});

test('each URL is signed anew', () => {
  const a = new URL(bucket.signedUrl('aa'));
  assert.match(a.searchParams.get('X-Amz-Date') ?? '', /^\d{8}T\d{6}Z$/);
  assert.equal(a.origin, new URL(s3.url).origin);
});

test('a bucket that is away, or that refuses the key, takes nothing', async () => {
  const digest = await blob(Buffer.from('nobody takes it'));
  const away = { ...config, url: new URL('http://127.0.0.1:1/packages') };
  assert.equal(await openBucket(away, blobs, quietLog).keep(digest), false);
  const wrongKey = { ...config, secretAccessKey: 'wrong' };
  assert.equal(await openBucket(wrongKey, blobs, quietLog).keep(digest), false);
});

test('the environment says where the bucket is, and what is wrong with it', () => {
  const keys = { SCOMO_S3_ACCESS_KEY_ID: 'a', SCOMO_S3_SECRET_ACCESS_KEY: 'b' };
  const rows: readonly [Record<string, string>, RegExp | undefined][] = [
    [{}, undefined],
    [{ ...keys, SCOMO_S3_URL: 'https://s3.example.org/packages' }, undefined],
    [keys, /SCOMO_S3_URL is missing/],
    [{ ...keys, SCOMO_S3_URL: 's3://packages' }, /must be the https/],
    [{ ...keys, SCOMO_S3_URL: 'https://u:p@s3.example.org/packages' }, /must be the https/],
    [{ SCOMO_S3_URL: 'https://s3.example.org/packages' }, /needs SCOMO_S3_ACCESS_KEY_ID/],
  ];
  for (const [env, fault] of rows) {
    const faults: string[] = [];
    readBucket(env, faults);
    if (fault === undefined) assert.deepEqual(faults, []);
    else assert.match(faults.join(), fault);
  }
});
