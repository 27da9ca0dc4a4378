import { LIMITS } from '../limits.ts';
import { BootstrapError, type BootstrapFault } from './bootstrap-error.ts';
import type { BootstrapPorts } from './bootstrap-ports.ts';
import type { BootstrapOffer } from './offer.ts';
import type { BootstrapProfile } from './profile.ts';
import { readCpProfile } from './read-cp-profile.ts';
import { readDmProfile } from './read-dm-profile.ts';
import { type BootstrapSecrets, macKey, macOf, type SecMethod, takesPin } from './sec-methods.ts';

/** What a device takes. security.md A4 */
export interface BootstrapPolicy {
  readonly allow: readonly SecMethod[];
  /** Bits that the PIN must be able to hold; a method without a PIN counts as 0, since IMSIs are no secret. */
  readonly pinBitsMin: number;
}

/**
 * The default: NETWORKID alone and USERPIN alone are refused, and a PIN must be a token of 128 bits. The specification
 * makes both methods a must; rogue bootstraps by known IMSIs and talked-out PINs are why we differ. security.md A4
 */
export const STRICT_POLICY: BootstrapPolicy = { allow: ['USERPIN_NETWORKID'], pinBitsMin: 128 };

/** What both sides must have been told to take: every method, with any PIN. spec/omadm.md §6.4 */
export const WEAK_POLICY: BootstrapPolicy = {
  allow: ['NETWORKID', 'USERPIN', 'USERPIN_NETWORKID'],
  pinBitsMin: 0,
};

/** What the device knows already. */
export interface BootstrapHistory {
  /** MACs of documents that were taken, upper case: each is good once. */
  readonly usedMacs: readonly string[];
  /** Ids of the servers of the device's accounts. */
  readonly serverIds: readonly string[];
}

/** Why a bootstrap is refused. Stable words: logs and tests name them. */
export type BootstrapRefusal =
  | BootstrapFault
  | 'unsigned'
  | 'unknown-method'
  | 'method-not-allowed'
  | 'no-secret'
  | 'weak-pin'
  | 'wrong-mac'
  | 'used-before'
  | 'other-server';

export type BootstrapVerdict =
  | { readonly kind: 'refused'; readonly reason: BootstrapRefusal; readonly detail?: string }
  | {
      readonly kind: 'accepted';
      readonly profile: BootstrapProfile;
      /** To be kept among the used ones. */
      readonly mac: string;
    };

/**
 * Decides on a bootstrap offer: the method and the secret, then the MAC in constant time, and only then the document.
 * A device that has an account takes no other server's. Never throws for what a peer sent. spec/omadm.md §6.4, §6.5, security.md A4
 */
export function acceptBootstrap(
  offer: BootstrapOffer,
  secrets: BootstrapSecrets,
  policy: BootstrapPolicy,
  history: BootstrapHistory,
  ports: BootstrapPorts,
): BootstrapVerdict {
  const { kind, body, method, mac } = offer;
  if (body.length > LIMITS.bootstrapBytesMax) return refused('too-large');
  if (method === undefined || mac === undefined) return refused('unsigned');
  if (method === 'unknown') return refused('unknown-method');
  const weak = weakness(method, secrets.pin, policy);
  if (weak === 'method-not-allowed') return refused(weak);
  const key = macKey(kind, method, secrets);
  if (key === undefined) return refused('no-secret');
  if (weak !== undefined) return refused(weak);
  const right = macOf(key, body, ports);
  if (!ports.equal(right, mac.toUpperCase())) return refused('wrong-mac');
  if (history.usedMacs.includes(right)) return refused('used-before');
  const profile = profileOf(offer);
  if (profile instanceof BootstrapError) return { ...refused(profile.code), detail: profile.message };
  if (history.serverIds.length > 0 && !history.serverIds.includes(profile.serverId)) {
    return { ...refused('other-server'), detail: profile.serverId };
  }
  return { kind: 'accepted', profile, mac: right };
}

/** Why a policy does not take a method with this PIN; undefined when it does. security.md A4 */
export function weakness(
  method: SecMethod,
  pin: string | undefined,
  policy: BootstrapPolicy,
): 'method-not-allowed' | 'weak-pin' | undefined {
  if (!policy.allow.includes(method)) return 'method-not-allowed';
  return (takesPin(method) ? pinBits(pin ?? '') : 0) < policy.pinBitsMin ? 'weak-pin' : undefined;
}

function refused(reason: BootstrapRefusal): { readonly kind: 'refused'; readonly reason: BootstrapRefusal } {
  return { kind: 'refused', reason };
}

function profileOf(offer: BootstrapOffer): BootstrapProfile | BootstrapError {
  try {
    return offer.kind === 'dm' ? readDmProfile(offer.body) : readCpProfile(offer.body);
  } catch (error) {
    if (error instanceof BootstrapError) return error;
    throw error;
  }
}

/** Sizes of the alphabets that PINs are drawn from, smallest first. */
const ALPHABETS: readonly { readonly letters: RegExp; readonly size: number }[] = [
  { letters: /^\d*$/, size: 10 },
  { letters: /^[\da-f]*$/i, size: 16 },
  { letters: /^[\da-z]*$/i, size: 62 },
  { letters: /^/, size: 95 },
];

/** Bits that a PIN of this length and alphabet can hold at most. How it was drawn nobody can see. */
function pinBits(pin: string): number {
  const size = ALPHABETS.find((row) => row.letters.test(pin))?.size ?? 1;
  return pin.length * Math.log2(size);
}
