import { rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  LIMITS as DELIVERY_LIMITS,
  type Descriptor,
  DescriptorFault,
  type DlotaStatus,
  judgeDescriptor,
  judgeObject,
  PACKAGE_TYPES,
  packageBytes,
  parseDescriptor,
  type VerifiedManifest,
} from '@scomo/delivery';
import type { ResultCode } from '@scomo/scomo';
import { Failure, Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import {
  DescriptorAnswer,
  type DownloadJob,
  type DownloadLimits,
  downloadPackage,
  rest,
} from './download-package.ts';
import { BrokenConnection, fetchRange, type RangeBody } from './fetch-range.ts';
import { freeBytes } from './package-sink.ts';
import { sendNotice } from './send-notice.ts';
import { allowedUrl } from './url-rules.ts';

/** What a download reports when its descriptor ends it. spec/scomo.md §10.3 */
const RESULT_OF: Readonly<Record<DlotaStatus, ResultCode>> = {
  900: 1200,
  901: 1404,
  902: 1401,
  903: 1402,
  905: 1402,
  906: 1402,
  951: 1402,
  952: 1402,
  953: 1413,
  954: 1402,
};

/** What the download server is told of a failure that has a result code; 954 of any other. */
const STATUS_OF: Readonly<Partial<Record<ResultCode, DlotaStatus>>> = {
  1400: 952,
  1401: 902,
  1404: 901,
  1413: 953,
};

export interface ObjectJob extends DownloadJob {
  /** An earlier try found a descriptor here. */
  readonly described: boolean;
  /** A descriptor answered. */
  onDescribed(): void;
}

/**
 * Fetches what PkgURL leads to: the package itself, or an OMA Download descriptor and then its object. A described package
 * is given out only after the descriptor's server has taken the notice of it. Throws as `downloadPackage` does.
 * spec/scomo.md §10.2
 */
export async function downloadObject(job: ObjectJob): Promise<VerifiedManifest> {
  if (job.described) return followDescriptor(job, undefined);
  try {
    return await downloadPackage(job);
  } catch (error) {
    if (!(error instanceof DescriptorAnswer)) throw error;
    job.onDescribed();
    return followDescriptor(job, error.body);
  }
}

async function followDescriptor(job: ObjectJob, answer: RangeBody | undefined): Promise<VerifiedManifest> {
  const limits = job.limits ?? LIMITS;
  const { bytes, url } = await readDescriptor(job, answer, limits);
  const tell = async (notify: string | undefined, status: DlotaStatus) => {
    if (notify === undefined) return;
    const to = allowedUrl(notify, job.rules, url);
    await sendNotice(to, status, { rules: job.rules, limits, signal: job.signal });
  };
  let descriptor: Descriptor | undefined;
  let started = false;
  let verified: VerifiedManifest;
  try {
    descriptor = parseDescriptor(bytes);
    if (descriptor.installNotifyURI !== undefined) allowedUrl(descriptor.installNotifyURI, job.rules, url);
    const onProgress = (done: number, total: number) => {
      started = true;
      job.onProgress(done, total);
    };
    verified = await fetchObject({ ...job, onProgress }, descriptor, url);
  } catch (error) {
    if (error instanceof Stopped) throw error;
    rmSync(job.path, { force: true });
    const { status, reason } = outcomeOf(error, started);
    const fault = error instanceof DescriptorFault ? error.installNotifyURI : undefined;
    await tell(descriptor?.installNotifyURI ?? fault, status).catch((unsaid: unknown) => {
      if (unsaid instanceof Stopped) throw unsaid;
    });
    throw reason;
  }
  try {
    await tell(descriptor.installNotifyURI, 900);
  } catch (error) {
    if (!(error instanceof Stopped)) rmSync(job.path, { force: true });
    throw error;
  }
  return verified;
}

/** The bytes of the descriptor, from the answer at hand or from new ones. Throws Failure or Stopped. */
async function readDescriptor(job: ObjectJob, answer: RangeBody | undefined, limits: DownloadLimits) {
  const { rules, signal } = job;
  const { connectMs } = limits;
  for (let tries = 1, body = answer; ; tries++, body = undefined) {
    try {
      if (body !== undefined && body.offset > 0) body.stream.destroy(new Error('only a part'));
      body ??= await fetchRange(job.url, { rules, offset: 0, etag: undefined, connectMs, signal });
      return { bytes: await wholeBody(body, limits), url: body.url };
    } catch (error) {
      if (signal.aborted) throw new Stopped();
      if (!(error instanceof BrokenConnection)) throw error;
      if (tries >= limits.downloadTriesMax) throw new Failure(error.code, `descriptor: ${error.message}`);
      await rest(tries, limits, signal);
    }
  }
}

/** A body of at most the size of a descriptor and one byte, which is then refused for its size. */
async function wholeBody({ stream }: RangeBody, { idleMs }: DownloadLimits): Promise<Uint8Array> {
  const patience = setTimeout(() => stream.destroy(new Error('descriptor is too slow')), idleMs);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > DELIVERY_LIMITS.descriptorBytesMax) break;
    }
  } catch (error) {
    throw new BrokenConnection(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(patience);
    stream.destroy();
  }
  return Buffer.concat(pieces);
}

/** The object, held to its descriptor. Throws DescriptorFault too. */
async function fetchObject(job: DownloadJob, descriptor: Descriptor, base: URL): Promise<VerifiedManifest> {
  const kept = statSync(job.path, { throwIfNoEntry: false })?.size ?? 0;
  const room = freeBytes(dirname(job.path)) + kept - LIMITS.spareBytes;
  judgeDescriptor(descriptor, { types: PACKAGE_TYPES, room });
  return downloadPackage({
    ...job,
    url: allowedUrl(descriptor.objectURI, job.rules, base).href,
    judge: (head) => {
      const verified = job.judge(head);
      judgeObject(descriptor, { type: undefined, size: packageBytes(verified) });
      return verified;
    },
    onAnswer: ({ type, total }) => judgeObject(descriptor, { type, size: total }),
  });
}

/** What the server is told of a failure, and what the order ends with. spec/scomo.md §10.3 */
function outcomeOf(error: unknown, started: boolean): { status: DlotaStatus; reason: unknown } {
  if (error instanceof DescriptorFault)
    return { status: error.status, reason: new Failure(RESULT_OF[error.status], error.message) };
  if (!(error instanceof Failure)) return { status: 954, reason: error };
  if (error.code === 1501 && started) return { status: 903, reason: new Failure(1402, error.message) };
  return { status: STATUS_OF[error.code] ?? 954, reason: error };
}
