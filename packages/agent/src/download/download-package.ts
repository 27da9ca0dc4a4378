import { rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  baseType,
  LIMITS as DELIVERY_LIMITS,
  DESCRIPTOR_TYPE,
  Refusal,
  type VerifiedManifest,
} from '@scomo/delivery';
import { Failure, Stopped } from '../base/failure.ts';
import { LIMITS } from '../base/limits.ts';
import { BrokenConnection, fetchRange, type RangeBody } from './fetch-range.ts';
import { type JudgeHead, openSink, type PackageSink, WrongChunk } from './package-sink.ts';
import type { UrlRules } from './url-rules.ts';

/** What the downloader needs of LIMITS; tests make it short. */
export type DownloadLimits = Readonly<
  Record<
    | 'connectMs'
    | 'idleMs'
    | 'rateBytesPerSecond'
    | 'rateWindowMs'
    | 'downloadTriesMax'
    | 'downloadRequestsMax'
    | 'downloadExcessTimes'
    | 'downloadPauseFirstMs'
    | 'downloadPauseMaxMs'
    | 'chunkTriesMax'
    | 'noticeTriesMax',
    number
  >
>;

/** What answers is a descriptor, not a package; its body is not read yet. */
export class DescriptorAnswer extends Error {
  readonly body: RangeBody;

  constructor(body: RangeBody) {
    super('a download descriptor');
    this.body = body;
  }
}

/** What one download has cost so far. */
export interface Spent {
  readonly requests: number;
  readonly bytes: number;
}

export interface DownloadJob {
  readonly url: string;
  /** SHA-256 of the whole file, hex. */
  readonly digest: string;
  /** The partial file; it stays after a stop and is removed after a refusal. */
  readonly path: string;
  readonly rules: UrlRules;
  readonly judge: JudgeHead;
  readonly etag: string | undefined;
  /** A validator for going on after a restart. */
  onEtag(etag: string): void;
  /** By earlier tries, before a restart. */
  readonly spent: Spent;
  /** To be kept: before each request, and after what came of it. */
  onSpent(spent: Spent): void;
  onProgress(done: number, total: number): void;
  /** Looks at an answer before its body is taken. Throws Failure, or what the caller knows. */
  onAnswer?(answer: RangeBody): void;
  readonly signal: AbortSignal;
  readonly limits?: DownloadLimits;
}

/**
 * Fetches a package file, going on where an earlier try ended. Returns when every byte is on the disk and verified.
 * Throws Refusal or Failure (the order has failed), Stopped, or DescriptorAnswer. spec/scomo.md §6.2
 */
export async function downloadPackage(job: DownloadJob): Promise<VerifiedManifest> {
  const limits = job.limits ?? LIMITS;
  try {
    const sink = openSink(job.path, job.judge);
    try {
      await fetchAll(job, sink, limits);
      sink.flush();
      const verified = sink.verified();
      if (verified === undefined) throw new Error('complete without a head');
      if (sink.digest() !== job.digest) throw new Failure(1490, `file is sha256:${sink.digest()}`);
      return verified;
    } finally {
      sink.close();
    }
  } catch (error) {
    if (!(error instanceof Stopped || error instanceof DescriptorAnswer)) rmSync(job.path, { force: true });
    throw error;
  }
}

async function fetchAll(job: DownloadJob, sink: PackageSink, limits: DownloadLimits): Promise<void> {
  const wrong = new Map<number, number>();
  let etag = job.etag;
  let spent = job.spent;
  const note = (more: Spent) => {
    spent = more;
    job.onSpent(spent);
  };
  for (let tries = 0; !sink.complete(); ) {
    const before = sink.position();
    requireBudget(spent, sink.total(), limits);
    note({ ...spent, requests: spent.requests + 1 });
    const count = (bytes: number) => note({ ...spent, bytes: spent.bytes + bytes });
    try {
      const body = await fetchRange(job.url, {
        rules: job.rules,
        offset: before,
        etag,
        connectMs: limits.connectMs,
        signal: job.signal,
      });
      takeAnswer(job, body);
      if (body.etag !== undefined && body.etag !== etag) {
        etag = body.etag;
        job.onEtag(etag);
      }
      await transfer(
        job,
        sink,
        body.stream,
        { skip: before - body.offset, total: body.total, count },
        limits,
      );
    } catch (error) {
      if (job.signal.aborted) throw new Stopped();
      if (error instanceof WrongChunk) {
        const times = (wrong.get(error.index) ?? 0) + 1;
        wrong.set(error.index, times);
        if (times >= limits.chunkTriesMax)
          throw new Refusal('digest', `chunk ${error.index}, ${times} times`);
      } else if (!(error instanceof BrokenConnection)) throw error;
      tries = sink.position() > before ? 0 : tries + 1;
      if (tries >= limits.downloadTriesMax) {
        const code = error instanceof BrokenConnection ? error.code : 1402;
        throw new Failure(code, `given up after ${tries} tries: ${error.message}`);
      }
    }
    if (!sink.complete()) await rest(tries, limits, job.signal);
  }
}

/** A server, or somebody between, that makes no end of it must not use up a metered link. security.md C9 */
function requireBudget({ requests, bytes }: Spent, total: number | undefined, limits: DownloadLimits): void {
  if (requests >= limits.downloadRequestsMax) throw new Failure(1400, `given up after ${requests} requests`);
  const most = (total ?? DELIVERY_LIMITS.envelopeBytesMax) * (1 + limits.downloadExcessTimes);
  if (bytes > most)
    throw new Failure(1400, `given up after ${bytes} bytes for a package of ${total ?? 'unknown'}`);
}

function takeAnswer(job: DownloadJob, body: RangeBody): void {
  if (job.onAnswer === undefined && baseType(body.type ?? '') === DESCRIPTOR_TYPE)
    throw new DescriptorAnswer(body);
  try {
    job.onAnswer?.(body);
  } catch (error) {
    body.stream.destroy();
    throw error;
  }
}

/** Waits before another try, longer each time. Throws Stopped. */
export async function rest(tries: number, limits: DownloadLimits, signal: AbortSignal): Promise<void> {
  const top = Math.min(limits.downloadPauseFirstMs * 2 ** tries, limits.downloadPauseMaxMs);
  try {
    await pause(top / 2 + (Math.random() * top) / 2, undefined, { signal });
  } catch {
    throw new Stopped();
  }
}

interface Stretch {
  /** Bytes at the start of the body that we have already. */
  readonly skip: number;
  readonly total: number | undefined;
  /** Is told how many bytes came, at the end. */
  count(bytes: number): void;
}

/** Takes the body until the package is complete. Throws what the sink throws, or BrokenConnection when more was to come. */
function transfer(
  job: DownloadJob,
  sink: PackageSink,
  stream: IncomingMessage,
  stretch: Stretch,
  limits: DownloadLimits,
): Promise<void> {
  const watch = watchRate(stream, limits);
  let skip = stretch.skip;
  let came = 0;
  const take = (bytes: Buffer) => {
    watch.count += bytes.length;
    came += bytes.length;
    const fresh = bytes.subarray(Math.min(skip, bytes.length));
    skip -= bytes.length - fresh.length;
    if (fresh.length === 0) return;
    sink.write(fresh);
    const total = sink.total();
    if (total === undefined) return;
    if (stretch.total !== undefined && stretch.total !== total)
      throw new Refusal('size', `server has ${stretch.total} bytes, ${total} are signed`);
    job.onProgress(sink.position(), total);
  };
  return new Promise<void>((done, failed) => {
    if (sink.complete()) return done();
    // Each piece is used up at once: nothing piles up that would have to be held back.
    stream.on('data', (bytes: Buffer) => {
      try {
        take(bytes);
        if (sink.complete()) done();
      } catch (error) {
        failed(error);
        stream.destroy();
      }
    });
    stream.on('error', (error) => failed(new BrokenConnection(error.message)));
    stream.on('end', () => failed(new BrokenConnection('connection ended early')));
    stream.on('close', () => failed(new BrokenConnection('connection was cut')));
  }).finally(() => {
    clearInterval(watch.timer);
    stream.destroy();
    stretch.count(came);
  });
}

/** Ends a stream that brings less than the least rate over the window. security.md C9 */
function watchRate(stream: IncomingMessage, limits: DownloadLimits) {
  const least = (limits.rateBytesPerSecond * limits.rateWindowMs) / 1000;
  const watch = { count: 0, timer: setInterval(check, limits.rateWindowMs) };
  function check(): void {
    if (watch.count < least)
      stream.destroy(new Error(`less than ${limits.rateBytesPerSecond} bytes a second`));
    watch.count = 0;
  }
  stream.setTimeout(limits.idleMs, () => stream.destroy(new Error('no bytes come')));
  return watch;
}
