import type { Chal } from '@scomo/syncml';
import type { Outgoing, Scheme } from './credentials.ts';
import { isAtLeast, schemeOf, typeOf } from './schemes.ts';

/** Our `Chal`: the type we ask for and, for md5, the nonce to use. spec/omadm.md §5.4 */
export function challengeFor(scheme: Exclude<Scheme, 'none'>, nonce: string): Chal {
  const meta = { format: 'b64', type: typeOf(scheme) };
  return { meta: scheme === 'md5' ? { ...meta, nextNonce: nonce } : meta };
}

/**
 * The scheme to answer a challenge with: the challenged one when it is the account's or stronger, the account's own
 * when no type is named; undefined when there is no honest answer. spec/omadm.md §5.4 rule 3
 */
export function answerTo(chal: Chal | undefined, outgoing: Outgoing): Exclude<Scheme, 'none'> | undefined {
  if (outgoing.scheme === 'none') return undefined;
  if (chal?.meta.type === undefined) return outgoing.scheme;
  const asked = schemeOf(chal.meta.type);
  return asked !== undefined && isAtLeast(asked, outgoing.scheme) ? asked : undefined;
}
