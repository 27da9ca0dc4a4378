import {
  createKeyedQueue,
  createOpenSessions,
  type Gate,
  receiveTurn,
  requestPorts,
  type TurnAnswer,
  type TurnInput,
  type UseCaseEnv,
} from '@scomo/fleet';
import type { Blobs } from './blobs.ts';
import type { Bucket } from './bucket/bucket.ts';
import type { Keys } from './files/keys.ts';
import { DM_PATH } from './http/dispatcher.ts';
import { TOKEN_PARAMETER } from './http/dm-endpoint.ts';
import { downloadLink } from './http/download-link.ts';
import { SERVER_LIMITS } from './limits.ts';

/** One message of a device in, its answer out; `origin` is known once the server listens. */
export function turnHandler(env: {
  readonly useCases: UseCaseEnv;
  readonly blobs: Blobs;
  readonly keys: Pick<Keys, 'links' | 'refusals'>;
  readonly gate: Gate;
  readonly bucket: Bucket | undefined;
  origin(): string;
}): (input: TurnInput) => Promise<TurnAnswer> {
  const { useCases, blobs, keys, gate, bucket, origin } = env;
  const { store, ports } = useCases;
  const requests = requestPorts(useCases);
  const queue = createKeyedQueue();
  const openSessions = createOpenSessions();
  const refusalKey = Buffer.from(keys.refusals).toString('hex');
  return (input) =>
    receiveTurn(input, {
      store,
      ports,
      requests,
      queue,
      openSessions,
      gate,
      refusalKey,
      serverUri: origin() + DM_PATH,
      respUri: (token) => `${origin()}${DM_PATH}?${TOKEN_PARAMETER}=${token}`,
      packageUrl: (deviceId, { pkgId }, way) => {
        const digest = pkgId.replace(/^sha256:/, '');
        if (way === 's3' && bucket !== undefined) return bucket.signedUrl(digest);
        const what = way === 'descriptor' ? '.dd' : '';
        return origin() + downloadLink(digest, deviceId, Date.now(), keys.links, what);
      },
      readObject: (pkgId, offset, length) => blobs.read(pkgId.replace(/^sha256:/, ''), offset, length),
      limits: { authRoundsMax: SERVER_LIMITS.authRoundsMax, messagesMax: SERVER_LIMITS.sessionMessagesMax },
    });
}
