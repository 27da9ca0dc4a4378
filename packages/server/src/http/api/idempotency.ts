import { createHash } from 'node:crypto';
import { API_LIMITS } from '@scomo/api';
import type { FleetStore } from '@scomo/fleet';
import { seal, unseal } from '../../files/sealed.ts';
import { type Failure, failure } from './handler.ts';

/** An answer ready to be sent. */
export interface Sent {
  readonly status: number;
  readonly body: string;
}

/** Who asks for what, and the client's key for it. */
export interface KeyedRequest {
  readonly key: string;
  readonly operation: string;
  /** Whatever makes two requests the same one. */
  readonly content: readonly (string | Uint8Array)[];
}

/**
 * Runs each keyed request once; the same one again gets the first answer. `run` gets text that is the same when the request
 * comes again on the same day: what it makes has its id from that, so that an answer lost by us makes no second one. field.md §6a
 */
export type Once = (
  request: KeyedRequest,
  run: (seed: string) => Promise<Sent>,
) => Promise<{ readonly sent: Sent; readonly replayed: boolean } | Failure>;

/** Answers may hold secrets that are shown once, so they are kept encrypted. Failures of the server are not kept. */
export function onceBy(store: FleetStore, sealKey: Uint8Array, now: () => string): Once {
  const working = new Set<string>();
  return async ({ key, operation, content }, run) => {
    if (!/^[!-~]+$/.test(key) || key.length > API_LIMITS.idempotencyKeyCharsMax) {
      const most = API_LIMITS.idempotencyKeyCharsMax;
      return failure('malformed_request', `Idempotency-Key needs 1 to ${most} visible ASCII characters`);
    }
    const name = digestOf([operation, '\n', key]);
    const digest = digestOf(content);
    if (working.has(name))
      return failure('request_in_progress', 'ask again when it has ended', { retryAfter: 1 });
    working.add(name);
    try {
      const before = await store.replay(name);
      if (before === undefined) {
        const sent = await run(digestOf([name, digest, now().slice(0, 'yyyy-mm-dd'.length)]));
        if (sent.status < 500)
          await store.remember(name, digest, sent.status, seal(sent.body, sealKey), now());
        return { sent, replayed: false };
      }
      if (before.requestDigest !== digest) {
        return failure('idempotency_mismatch', 'the first request with this key had another content');
      }
      return { sent: { status: before.status, body: unseal(before.body, sealKey) }, replayed: true };
    } finally {
      working.delete(name);
    }
  };
}

function digestOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
