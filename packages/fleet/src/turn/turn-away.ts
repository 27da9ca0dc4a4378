import { type Account, server } from '@scomo/dm';
import { alertStatus } from '@scomo/scomo';
import { base64Encode, encode, type Message, utf8Encode } from '@scomo/syncml';
import type { Request } from './open-request.ts';
import { challengeCode } from './run-turn.ts';
import { RESEND_SECONDS_MAX } from './sort-message.ts';

/**
 * What a device with wrong credentials gets, for one that does not exist, is not of the session, or is held back:
 * the same request gets the same answer. Whatever it shows, it is asked as an account of the usual scheme would be.
 * security.md A14
 */
export function refusal(request: Request): Uint8Array {
  const { message, mac, input, env } = request;
  const { ports, serverUri, limits } = env;
  const nobody: Account = {
    deviceId: message.header.source.locUri,
    serverId: '',
    incoming: {
      scheme: mac === undefined ? 'md5' : 'hmac',
      name: ports.newSecret(),
      a1: ports.newSecret(),
      nonces: [],
    },
    outgoing: { scheme: 'none', name: '', secret: '', nonce: '' },
  };
  // It is no session, so the number of the message tells how often there was a try. peers A5
  const authRoundsMax = Math.max(1, limits.authRoundsMax + 1 - (Number(message.header.msgId) || 1));
  const serverEnv = {
    ports: { ...ports.auth, newNonce: () => base64Encode(invented('nonce', request).subarray(0, 16)) },
    respUri: env.respUri(urlSafe(invented('token', request))),
    ...{ serverUri, encoding: input.encoding, alertStatus },
    limits: { ...limits, authRoundsMax },
    challengeCode: challengeCode(input.userAgent),
  };
  const received = server.receive(undefined, nobody, message, serverEnv);
  return encode(server.compose(received.session, [], serverEnv).message, input.encoding);
}

/** 32 octets that nobody else can make, the same for the same request as long as a stored answer would be. */
function invented(what: string, { digest, env }: Request): Uint8Array {
  const period = Math.floor(Date.parse(env.ports.now()) / (RESEND_SECONDS_MAX * 1000));
  const hex = env.ports.sha256Hex(utf8Encode([env.refusalKey, what, period, digest].join(' ')));
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16),
  );
}

/** As `newSecret` writes them. */
function urlSafe(octets: Uint8Array): string {
  return base64Encode(octets).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
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
