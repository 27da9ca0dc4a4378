import type { IncomingMessage } from 'node:http';
import { API_LIMITS } from '@scomo/api';
import { createRelease, importPackage } from '@scomo/fleet';
import { type Upload, UploadTooLargeError } from '../../../blobs.ts';
import type { ApiContext } from '../context.ts';
import { type Failure, failure, failureOf, type Handlers, notFound, pageRequest } from '../handler.ts';

export const packageHandlers: Handlers<
  | 'listPackages'
  | 'uploadPackage'
  | 'getPackage'
  | 'publishPackage'
  | 'listReleases'
  | 'createRelease'
  | 'getRelease'
> = {
  async listPackages({ query }, { store }) {
    const { component } = query;
    const filter = component === undefined ? {} : { component };
    const page = { ...pageRequest(query, API_LIMITS.pageItemsDefault), ...filter };
    return { status: 200, body: await store.packages(page) };
  },
  async uploadPackage({ stream }, context) {
    const trust = await context.trustRoot();
    if (!trust.ok) return failure('trust_root_missing', trust.detail);
    const upload = await receive(stream, context);
    if ('problem' in upload) return upload;
    try {
      const env = { ...context, trustRoot: trust.bytes, keep: upload.keep };
      const imported = await importPackage(upload, env);
      if (!imported.ok) return failureOf(imported.problem);
      return { status: imported.value.created ? 201 : 200, body: imported.value.pkg };
    } finally {
      await upload.dispose();
    }
  },
  async getPackage({ params }, { store }) {
    const pkg = await store.package(params.id);
    return pkg === undefined ? notFound('package', params.id) : { status: 200, body: pkg };
  },
  /** A bucket that is away now gets it when a task needs it. */
  async publishPackage({ params }, { store, bucket }) {
    const pkg = await store.publishPackage(params.id);
    if (pkg !== undefined) await bucket?.keep(pkg.digest);
    return pkg === undefined ? notFound('package', params.id) : { status: 200, body: pkg };
  },
  async listReleases({ query }, { store }) {
    return { status: 200, body: await store.releases(pageRequest(query, API_LIMITS.pageItemsDefault)) };
  },
  async createRelease({ body }, context) {
    const created = await createRelease(body, context);
    return created.ok ? { status: 201, body: created.value } : failureOf(created.problem);
  },
  async getRelease({ params }, { store }) {
    const release = await store.release(params.id);
    return release === undefined ? notFound('release', params.id) : { status: 200, body: release };
  },
};

/** The file on disk, or why it did not come. security.md C12 */
async function receive(stream: IncomingMessage, { blobs, times }: ApiContext): Promise<Upload | Failure> {
  const { packageBytesMax } = API_LIMITS;
  const tooLarge = failure('too_large', `a package has at most ${packageBytesMax} bytes (packageBytesMax)`);
  if (Number(stream.headers['content-length'] ?? 0) > packageBytesMax) return tooLarge;
  const patience = setTimeout(() => stream.destroy(), times.uploadMs);
  try {
    return await blobs.receive(stream, packageBytesMax);
  } catch (error) {
    if (error instanceof UploadTooLargeError) return tooLarge;
    if (isFull(error)) return failure('storage_full', 'ask again when there is room on its disk');
    if (stream.destroyed && !stream.complete) return failure('request_timeout', 'the upload was cut off');
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
