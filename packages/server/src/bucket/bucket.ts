import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { PackageBucket } from '@scomo/fleet';
import aws4 from 'aws4';
import type { Blobs } from '../blobs.ts';
import { HTTP_TIMES, SERVER_LIMITS } from '../limits.ts';
import type { Log } from '../log.ts';
import type { BucketConfig } from './bucket-config.ts';

/** Copies of the package files by digest, in a bucket of an S3-compatible service. docs/delivery.md */
export interface Bucket extends PackageBucket {
  /** A URL that lets whoever holds it read the copy, for an hour. security.md V14.2.1 */
  signedUrl(digest: string): string;
}

/** Opens nothing yet: the bucket is asked when a package is to be kept. */
export function openBucket(config: BucketConfig, blobs: Blobs, log: Log): Bucket {
  /** Those that are known to be there: nothing of ours takes them away. */
  const kept = new Set<string>();
  return {
    host: config.url.host,
    async keep(digest) {
      if (kept.has(digest)) return true;
      try {
        const size = await blobs.sizeOf(digest);
        if (size === undefined) throw new Error('the package file is gone');
        if (!(await isThere(config, digest, size))) await put(config, digest, size, blobs.pathOf(digest));
        kept.add(digest);
        return true;
      } catch (error) {
        log.error({ err: error, digest }, 'the bucket did not take a package');
        return false;
      }
    },
    signedUrl(digest) {
      const { url, ...keys } = config;
      const path = `${pathOf(url, digest)}?X-Amz-Expires=${SERVER_LIMITS.linkSecondsMax}`;
      const { region } = keys;
      const signed = aws4.sign({ host: url.host, path, service: 's3', region, signQuery: true }, keys);
      return `${url.origin}${signed.path}`;
    },
  };
}

function pathOf({ pathname }: URL, digest: string): string {
  return `${pathname.replace(/\/$/, '')}/${digest}`;
}

async function isThere(config: BucketConfig, digest: string, size: number): Promise<boolean> {
  const answer = await ask(config, 'HEAD', digest, {});
  answer.resume();
  const { statusCode = 0, headers } = answer;
  if (statusCode === 404) return false;
  if (statusCode !== 200) throw new Error(`the bucket answered ${statusCode} to HEAD`);
  return Number(headers['content-length']) === size;
}

/** The service checks the digest of what it takes. */
async function put(config: BucketConfig, digest: string, size: number, file: string): Promise<void> {
  const headers = {
    'content-length': String(size),
    'content-type': 'application/octet-stream',
    'x-amz-content-sha256': digest,
  };
  const answer = await ask(config, 'PUT', digest, headers, file);
  answer.resume();
  if (answer.statusCode !== 200) throw new Error(`the bucket answered ${answer.statusCode} to PUT`);
}

async function ask(
  { url, region, ...keys }: BucketConfig,
  method: 'HEAD' | 'PUT',
  digest: string,
  headers: Readonly<Record<string, string>>,
  file?: string,
): Promise<IncomingMessage> {
  const path = pathOf(url, digest);
  const signed = aws4.sign(
    { host: url.host, path, method, service: 's3', region, headers: { ...headers } },
    keys,
  );
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(new URL(path, url), {
    method,
    headers: signed.headers as Record<string, string>,
    agent: false,
    timeout: HTTP_TIMES.idleMs,
  });
  request.on('timeout', () => request.destroy(new Error('the bucket does not answer')));
  const answer = new Promise<IncomingMessage>((done, failed) => {
    request.on('response', done);
    request.on('error', failed);
  });
  if (file === undefined) request.end();
  else pipeline(createReadStream(file), request).catch(() => undefined);
  return answer;
}
