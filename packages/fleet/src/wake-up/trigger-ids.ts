/**
 * Session ids of triggers that a device may mean by the SessionID of its session: the hexadecimal number that it should
 * be, a decimal one, or one with its octets swapped. spec/omadm.md §6.1, peers A3
 */
export function triggerIds(sessionId: string): readonly number[] {
  const hex = /^[0-9a-f]{1,4}$/i.test(sessionId) ? Number.parseInt(sessionId, 16) : 0;
  const decimal = /^\d{1,5}$/.test(sessionId) ? Number(sessionId) : 0;
  const swapped = ((hex & 0xff) << 8) | (hex >> 8);
  return [...new Set([hex, decimal, swapped])].filter((id) => id >= 1 && id <= 0xffff);
}
