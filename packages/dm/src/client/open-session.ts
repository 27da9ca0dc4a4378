import type { Message } from '@scomo/syncml';
import type { Tree } from '@scomo/tree';
import { isMessageScheme } from '../auth/schemes.ts';
import { LIMITS } from '../limits.ts';
import { compose } from './compose.ts';
import { package1 } from './package1.ts';
import type { ClientEnv, ClientSession, Opening } from './session.ts';

/** Package 1: Alert 1200/1201, DevInfo from `./DevInfo` of the tree, our alerts. spec/omadm.md §1.4 */
export function openSession<E>(
  opening: Opening,
  tree: Tree,
  env: ClientEnv<E>,
): { readonly session: ClientSession; readonly message: Message } {
  const { account } = opening;
  const { scheme, nonce } = account.outgoing;
  const session: ClientSession = {
    state: 'setup',
    sessionId: opening.sessionId,
    encoding: opening.encoding,
    url: opening.serverUrl,
    serverUrl: opening.serverUrl,
    deviceId: account.deviceId,
    reason: opening.reason,
    maxMsgSize: opening.maxMsgSize,
    maxObjSize: opening.maxObjSize,
    serverProven: !isMessageScheme(account.incoming.scheme),
    messageCount: 0,
    chunkCount: 0,
    msgId: 0,
    peerMessageBytes: LIMITS.peerMessageBytesDefault,
    serverFinal: true,
    ...(isMessageScheme(scheme) ? { proof: { scheme, nonce } } : {}),
    refusals: 0,
    challenges: 0,
    alerts: opening.alerts,
    sentAlerts: [],
    outbox: [],
  };
  return compose(session, package1(session, tree), account, env);
}
