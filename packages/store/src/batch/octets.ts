/** Where a value lies among the octets of a statement, as `substring` counts: the first one is 1. */
export interface Slice {
  readonly from: number;
  readonly length: number;
}

/** Values that travel beside the JSON rows of a statement, as one `bytea` in binary: neither escaped nor parsed. */
export interface Octets {
  put(value: Uint8Array | string): Slice;
  all(): Buffer;
}

export function octets(): Octets {
  const pieces: Uint8Array[] = [];
  let total = 0;
  return {
    put(value) {
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
      pieces.push(bytes);
      const slice = { from: total + 1, length: bytes.length };
      total += bytes.length;
      return slice;
    },
    all: () => Buffer.concat(pieces, total),
  };
}
