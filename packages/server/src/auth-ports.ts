import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AuthPorts } from '@scomo/dm';

/** What the session engine needs of this machine. MD5 is there because DM 1.2 asks for it, and for nothing else. */
export const authPorts: AuthPorts = {
  md5: (bytes) => hash('md5', bytes, 'buffer'),
  newNonce: () => randomBytes(16).toString('base64'),
  equal: equalTexts,
};

/** In a time that says nothing of where they differ, nor of their lengths. */
export function equalTexts(a: string, b: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(a), digest(b));
}
