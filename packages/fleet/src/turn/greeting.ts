import type { Account, server } from '@scomo/dm';
import type { Knowledge } from '@scomo/scomo';

const GREETING: server.TaggedCommand = {
  tag: 'greeting',
  command: { kind: 'Get', cmdId: '', items: [{ target: { locUri: './DevInfo/DevId' } }] },
};

/**
 * One read of no consequence, once a session, when there is nothing else to say and the nonces of the two sides are
 * likely to differ: only in answer to a command can a device challenge us, so without one it would never come to
 * trust us and its reports would stay with it. spec/omadm.md §1.8, §5.5
 */
export function greeting(
  session: server.ServerSession,
  account: Account,
  known: Knowledge,
): readonly server.TaggedCommand[] {
  const { scheme, nonce } = account.outgoing;
  const doubtful = session.proof !== 'accepted' && (session.authRounds > 0 || nonce === '');
  return (scheme === 'md5' || scheme === 'hmac') && doubtful && known.sent[GREETING.tag] === undefined
    ? [GREETING]
    : [];
}

/** What is known once the greeting has left. */
export function afterGreeting(known: Knowledge): Knowledge {
  return { ...known, sent: { ...known.sent, [GREETING.tag]: 0 } };
}
