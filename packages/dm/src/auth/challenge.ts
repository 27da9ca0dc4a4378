import type { Chal } from '@scomo/syncml';
import type { MessageScheme, Outgoing } from './credentials.ts';
import { isAtLeast, isMessageScheme, schemeOf, typeOf, usesNonce } from './schemes.ts';

/** Our `Chal`: the type we ask for and, for md5 and hmac, the nonce to use. spec/omadm.md §5.4 */
export function challengeFor(scheme: MessageScheme, nonce: string): Chal {
  const meta = { format: 'b64', type: typeOf(scheme) };
  return { meta: usesNonce(scheme) ? { ...meta, nextNonce: nonce } : meta };
}

/**
 * The scheme to answer a challenge with: the challenged one when it is the account's or stronger, the account's own
 * when no type is named; undefined when there is no honest answer. spec/omadm.md §5.4 rule 3, security.md A10
 */
export function answerTo(chal: Chal | undefined, outgoing: Outgoing): MessageScheme | undefined {
  if (!isMessageScheme(outgoing.scheme)) return undefined;
  if (chal?.meta.type === undefined) return outgoing.scheme;
  const asked = schemeOf(chal.meta.type);
  return asked !== undefined && isAtLeast(asked, outgoing.scheme) ? asked : undefined;
}
