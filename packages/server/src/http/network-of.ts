import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from '../config.ts';

/**
 * Where a request comes from, for counting: an address, or the /64 of IPv6, which one peer has to itself. A proxy on
 * this machine says it in X-Forwarded-For, of which only what it added itself is believed.
 */
export function networkOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
  const { remoteAddress = '' } = socket;
  const said = String(headers['x-forwarded-for'] ?? '');
  const last = said.slice(said.lastIndexOf(',') + 1).trim();
  const address = isLoopback(remoteAddress) && isIP(last) !== 0 ? last : remoteAddress;
  if (isIP(address) !== 6 || address.includes('.')) return address;
  const groups = (address.split('::')[0] ?? '').split(':').slice(0, 4);
  return `${groups.join(':')}::/64`;
}
