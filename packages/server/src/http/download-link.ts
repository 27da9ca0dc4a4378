import { createHmac, timingSafeEqual } from 'node:crypto';
import { SERVER_LIMITS } from '../limits.ts';

/** Below this path packages lie. */
export const DOWNLOAD_PATH = '/dl/';

/** Path and query that open one package, or its descriptor, to one device for an hour. security.md V14.2.1 */
export function downloadLink(
  digest: string,
  deviceId: string,
  nowMs: number,
  key: Uint8Array,
  what: '' | '.dd' = '',
): string {
  const expires = Math.floor(nowMs / 1000) + SERVER_LIMITS.linkSecondsMax;
  const signature = sign(digest, deviceId, String(expires), key).toString('base64url');
  return `${DOWNLOAD_PATH}${digest}${what}?d=${encodeURIComponent(deviceId)}&e=${expires}&s=${signature}`;
}

export type LinkVerdict = 'good' | 'forged' | 'expired';

/** Whether the query opens this digest now. */
export function checkLink(
  digest: string,
  query: URLSearchParams,
  nowMs: number,
  key: Uint8Array,
): LinkVerdict {
  const expires = query.get('e') ?? '';
  const given = Buffer.from(query.get('s') ?? '', 'base64url');
  const wanted = sign(digest, query.get('d') ?? '', expires, key);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'forged';
  return Number(expires) * 1000 > nowMs ? 'good' : 'expired';
}

function sign(digest: string, deviceId: string, expires: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${digest}\n${expires}\n${deviceId}`).digest();
}
