/** Offset of the first octet that cannot be UTF-8; only asked when decoding has failed. */
export function badUtf8At(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return i;
    i += length;
  }
  return i;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  if (a < 0x80) return 1;
  if (a >= 0xc2 && a <= 0xdf) return isTail(b) ? 2 : 0;
  if (a >= 0xe0 && a <= 0xef) {
    const low = a === 0xe0 ? 0xa0 : 0x80;
    const high = a === 0xed ? 0x9f : 0xbf;
    return b >= low && b <= high && isTail(c) ? 3 : 0;
  }
  if (a >= 0xf0 && a <= 0xf4) {
    const low = a === 0xf0 ? 0x90 : 0x80;
    const high = a === 0xf4 ? 0x8f : 0xbf;
    return b >= low && b <= high && isTail(c) && isTail(d) ? 4 : 0;
  }
  return 0;
}

function isTail(octet: number): boolean {
  return octet >= 0x80 && octet <= 0xbf;
}
