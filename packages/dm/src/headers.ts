import type { Header, Item } from '@scomo/syncml';
import { LIMITS } from './limits.ts';

/** Protocol versions we speak; the answer is given in the version of the question. spec/omadm.md §1.3, Q6 */
const VERSIONS = [
  { verProto: 'DM/1.1', verDtd: '1.1' },
  { verProto: 'DM/1.2', verDtd: '1.2' },
  { verProto: 'DM/1.3', verDtd: '1.2' },
] as const;

/** Why a header's versions are not ours: Status for SyncHdr with what we do speak. spec/omadm.md §1.3 rows 1, 2 */
export function versionFault(header: Header): { readonly code: number; readonly items: Item[] } | undefined {
  if (!VERSIONS.some((row) => row.verProto === header.verProto.toUpperCase())) {
    return { code: 513, items: VERSIONS.map((row) => ({ data: row.verProto })) };
  }
  if (!VERSIONS.some((row) => row.verDtd === header.verDtd)) {
    return { code: 505, items: [{ data: '1.1' }, { data: '1.2' }] };
  }
  return undefined;
}

/** Octets the peer takes: what may be filled of its newest MaxMsgSize, within our bounds, else what was known, else the default. */
export function peerMessageBytes(
  header: Header,
  known: number = LIMITS.peerMessageBytesDefault,
  fillPercent = 100,
): number {
  const given = header.meta?.maxMsgSize;
  if (given === undefined || given === 0) return known;
  const filled = Math.floor((given * fillPercent) / 100);
  return Math.min(Math.max(filled, LIMITS.peerMessageBytesMin), LIMITS.peerMessageBytesMax);
}

/** What the peer says of the objects it takes; none said, or 0, changes nothing. */
export function peerObjectBytes(header: Header): { readonly peerObjectBytes?: number } {
  const given = header.meta?.maxObjSize;
  return given === undefined || given === 0 ? {} : { peerObjectBytes: given };
}
