import {
  createKeyedQueue,
  createOpenSessions,
  type FleetPorts,
  type Gate,
  receiveTurn,
  type TurnAnswer,
  type TurnInput,
  type TurnStore,
} from '@scomo/fleet';
import type { Blobs } from './blobs.ts';
import type { Keys } from './files/keys.ts';
import { DM_PATH } from './http/dispatcher.ts';
import { TOKEN_PARAMETER } from './http/dm-endpoint.ts';
import { downloadLink } from './http/download-link.ts';
import { SERVER_LIMITS } from './limits.ts';

/** One message of a device in, its answer out; `origin` is known once the server listens. */
export function turnHandler(env: {
  readonly store: TurnStore;
  readonly ports: FleetPorts;
  readonly blobs: Blobs;
  readonly keys: Pick<Keys, 'links' | 'refusals'>;
  readonly gate: Gate;
  origin(): string;
}): (input: TurnInput) => Promise<TurnAnswer> {
  const { store, ports, blobs, keys, gate, origin } = env;
  const queue = createKeyedQueue();
  const openSessions = createOpenSessions();
  const refusalKey = Buffer.from(keys.refusals).toString('hex');
  return (input) =>
    receiveTurn(input, {
      store,
      ports,
      queue,
      openSessions,
      gate,
      refusalKey,
      serverUri: origin() + DM_PATH,
      respUri: (token) => `${origin()}${DM_PATH}?${TOKEN_PARAMETER}=${token}`,
      packageUrl: (deviceId, { pkgId }) =>
        origin() + downloadLink(pkgId.replace(/^sha256:/, ''), deviceId, Date.now(), keys.links),
      readObject: (pkgId, offset, length) => blobs.read(pkgId.replace(/^sha256:/, ''), offset, length),
      limits: { authRoundsMax: SERVER_LIMITS.authRoundsMax, messagesMax: SERVER_LIMITS.sessionMessagesMax },
    });
}
