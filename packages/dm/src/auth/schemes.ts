import type { Scheme } from './credentials.ts';

/** Schemes with their Cred/Chal type, weakest first. spec/omadm.md §5.1 */
const SCHEMES: readonly { readonly scheme: Scheme; readonly type: string }[] = [
  { scheme: 'none', type: '' },
  { scheme: 'basic', type: 'syncml:auth-basic' },
  { scheme: 'md5', type: 'syncml:auth-md5' },
];

/** Type text of a scheme as it stands in Cred and Chal, `''` for none. */
export function typeOf(scheme: Scheme): string {
  return SCHEMES.find((row) => row.scheme === scheme)?.type ?? '';
}

/** Scheme of a Cred or Chal type in any case; undefined for one we do not speak (auth-MAC, auth-X509 …). */
export function schemeOf(type: string): Exclude<Scheme, 'none'> | undefined {
  const wanted = type.trim().toLowerCase();
  const found = SCHEMES.find((row) => row.type === wanted)?.scheme;
  return found === 'none' ? undefined : found;
}

/** True when `offered` is `wanted` or stronger. Never answer with a weaker one. */
export function isAtLeast(offered: Scheme, wanted: Scheme): boolean {
  const rank = (scheme: Scheme) => SCHEMES.findIndex((row) => row.scheme === scheme);
  return rank(offered) >= rank(wanted);
}
