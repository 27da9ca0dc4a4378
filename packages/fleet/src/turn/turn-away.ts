import { type Account, type MessageScheme, server } from '@scomo/dm';
import { alertStatus } from '@scomo/scomo';
import { encode, type Message } from '@scomo/syncml';
import { challengeCode } from './run-turn.ts';
import type { TurnEnv, TurnInput } from './turn-env.ts';

/**
 * What a device with wrong credentials gets, for one that does not exist or is not of the session: nothing tells them
 * apart. It is asked for what it has shown. security.md A14
 */
export function refusal(
  message: Message,
  { encoding, userAgent }: TurnInput,
  shown: MessageScheme,
  env: TurnEnv,
): Uint8Array {
  const { ports, serverUri, limits } = env;
  const nobody: Account = {
    deviceId: message.header.source.locUri,
    serverId: '',
    incoming: { scheme: shown, name: ports.newSecret(), a1: ports.newSecret(), nonces: [] },
    outgoing: { scheme: 'none', name: '', secret: '', nonce: '' },
  };
  const respUri = env.respUri(ports.newSecret());
  const serverEnv = {
    ...{ ports: ports.auth, serverUri, respUri, encoding, limits, alertStatus },
    challengeCode: challengeCode(userAgent),
  };
  const received = server.receive(undefined, nobody, message, serverEnv);
  return encode(server.compose(received.session, [], serverEnv).message, encoding);
}

/** Status for the header and Alert 1223: the session is over. `code` 200 for a late message, 400 for one out of step. spec/omadm.md §9.4 */
export function farewell(message: Message, code: 200 | 400, serverUri: string): Message {
  const { verDtd, verProto, sessionId, msgId, source, target } = message.header;
  return {
    header: {
      verDtd,
      verProto,
      sessionId,
      msgId,
      target: { locUri: source.locUri },
      source: { locUri: serverUri },
    },
    commands: [
      {
        kind: 'Status',
        cmdId: '1',
        msgRef: msgId,
        cmdRef: '0',
        cmd: 'SyncHdr',
        targetRefs: [target.locUri],
        sourceRefs: [source.locUri],
        code,
        items: [],
      },
      { kind: 'Alert', cmdId: '2', code: 1223, items: [] },
    ],
    final: true,
  };
}
