import type { MessageScheme, Scheme } from './credentials.ts';

/** Schemes with their Cred/Chal type, weakest first. spec/omadm.md §5.1 */
const SCHEMES: readonly { readonly scheme: MessageScheme; readonly type: string }[] = [
  { scheme: 'basic', type: 'syncml:auth-basic' },
  { scheme: 'md5', type: 'syncml:auth-md5' },
  { scheme: 'hmac', type: 'syncml:auth-MAC' },
];

/** Type text of a scheme as it stands in Cred and Chal. */
export function typeOf(scheme: MessageScheme): string {
  return SCHEMES.find((row) => row.scheme === scheme)?.type ?? '';
}

/** Scheme of a Cred or Chal type in any case; undefined for one we do not speak (auth-X509 …). */
export function schemeOf(type: string): MessageScheme | undefined {
  const wanted = type.trim().toLowerCase();
  return SCHEMES.find((row) => row.type.toLowerCase() === wanted)?.scheme;
}

/** True when `offered` is `wanted` or stronger. Never answer with a weaker one. */
export function isAtLeast(offered: MessageScheme, wanted: MessageScheme): boolean {
  const rank = (scheme: MessageScheme) => SCHEMES.findIndex((row) => row.scheme === scheme);
  return rank(offered) >= rank(wanted);
}

/** True for a scheme that is asked for in messages, by a challenge. */
export function isMessageScheme(scheme: Scheme): scheme is MessageScheme {
  return scheme !== 'none' && scheme !== 'mtls';
}

/** True for a scheme whose proof spends a nonce. */
export function usesNonce(scheme: Scheme): scheme is 'md5' | 'hmac' {
  return scheme === 'md5' || scheme === 'hmac';
}
