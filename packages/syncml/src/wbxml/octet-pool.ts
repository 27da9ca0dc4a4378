/** One allocation for many short messages: its own would cost each of them more than being written. */
const POOL = 16 * 1024;
/** Longer ones stand alone. */
const POOLED_MAX = 2 * 1024;

let pool = new Uint8Array(POOL);
let used = 0;

/** A copy of the first `length` octets; a short one is a view of a buffer that others share. */
export function keepOctets(bytes: Uint8Array, length: number): Uint8Array {
  if (length > POOLED_MAX) return bytes.slice(0, length);
  if (length > POOL - used) {
    pool = new Uint8Array(POOL);
    used = 0;
  }
  const kept = pool.subarray(used, used + length);
  kept.set(bytes.subarray(0, length));
  used += length;
  return kept;
}
