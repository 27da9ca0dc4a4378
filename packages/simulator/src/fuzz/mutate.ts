/** What mutations draw from. */
export interface Pool {
  readonly corpus: readonly Uint8Array[];
  readonly tokens: readonly Uint8Array[];
  /** In [0, 1). */
  random(): number;
  readonly sizeMax: number;
}

const ODD_OCTETS = [0x00, 0x01, 0x02, 0x03, 0x7f, 0x80, 0x81, 0xc3, 0xfe, 0xff, 0x22, 0x26, 0x2d, 0x3c, 0x3e];
const ODD_NUMBERS = [
  '-1',
  '0',
  '1',
  '255',
  '65536',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1e999',
  '',
];
const CHANGES_MAX = 5;

/** One input of the corpus with one to five changes. */
export function mutate(pool: Pool): Uint8Array {
  let bytes = pick(pool.corpus, pool) ?? new Uint8Array();
  for (let left = 1 + below(CHANGES_MAX, pool); left > 0; left -= 1) {
    const change = CHANGES[below(CHANGES.length, pool)];
    if (change !== undefined) bytes = change(bytes, pool);
  }
  return bytes.length > pool.sizeMax ? bytes.slice(0, pool.sizeMax) : bytes;
}

type Change = (bytes: Uint8Array, pool: Pool) => Uint8Array;

/** Named for what they do; a token is put in more often than the rest, since it gets furthest. */
const CHANGES: readonly Change[] = [
  function flipBit(bytes, pool) {
    return set(bytes, pool, (octet) => octet ^ (1 << below(8, pool)));
  },
  function setOctet(bytes, pool) {
    return set(bytes, pool, () => pick(ODD_OCTETS, pool) ?? 0);
  },
  function addSmall(bytes, pool) {
    return set(bytes, pool, (octet) => octet + below(17, pool) - 8);
  },
  insertToken,
  insertToken,
  insertToken,
  function overwriteWithToken(bytes, pool) {
    const token = pick(pool.tokens, pool) ?? new Uint8Array();
    const at = below(bytes.length + 1, pool);
    return splice(bytes, at, token.length, token);
  },
  function drop(bytes, pool) {
    const [start, length] = stretch(bytes, pool);
    return splice(bytes, start, length, new Uint8Array());
  },
  function double(bytes, pool) {
    const [start, length] = stretch(bytes, pool);
    return splice(bytes, start, 0, bytes.slice(start, start + length));
  },
  function move(bytes, pool) {
    const [start, length] = stretch(bytes, pool);
    return splice(bytes, below(bytes.length + 1, pool), 0, bytes.slice(start, start + length));
  },
  function cut(bytes, pool) {
    return bytes.slice(0, below(bytes.length + 1, pool));
  },
  function cross(bytes, pool) {
    const other = pick(pool.corpus, pool) ?? bytes;
    const [start, length] = stretch(other, pool);
    return splice(
      bytes,
      below(bytes.length + 1, pool),
      below(length + 1, pool),
      other.slice(start, start + length),
    );
  },
  function changeNumber(bytes, pool) {
    const from = below(bytes.length + 1, pool);
    const start = bytes.findIndex((octet, at) => at >= from && isDigit(octet));
    if (start < 0) return bytes;
    let end = start;
    while (isDigit(bytes[end] ?? 0)) end += 1;
    return splice(bytes, start, end - start, new TextEncoder().encode(pick(ODD_NUMBERS, pool)));
  },
];

function insertToken(bytes: Uint8Array, pool: Pool): Uint8Array {
  return splice(bytes, below(bytes.length + 1, pool), 0, pick(pool.tokens, pool) ?? new Uint8Array());
}

function set(bytes: Uint8Array, pool: Pool, value: (octet: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = below(bytes.length, pool);
  const changed = bytes.slice();
  changed[at] = value(changed[at] ?? 0);
  return changed;
}

/** A stretch of the input, short ones more often. */
function stretch(bytes: Uint8Array, pool: Pool): readonly [start: number, length: number] {
  const start = below(bytes.length + 1, pool);
  const room = bytes.length - start;
  const longest = pool.random() < 0.75 ? Math.min(room, 32) : room;
  return [start, below(longest + 1, pool)];
}

/** The input with `count` octets at `start` replaced. */
export function splice(bytes: Uint8Array, start: number, count: number, piece: Uint8Array): Uint8Array {
  const tail = bytes.subarray(Math.min(bytes.length, start + count));
  const out = new Uint8Array(start + piece.length + tail.length);
  out.set(bytes.subarray(0, start));
  out.set(piece, start);
  out.set(tail, start + piece.length);
  return out;
}

function pick<T>(items: readonly T[], pool: Pool): T | undefined {
  return items[below(items.length, pool)];
}

function below(limit: number, pool: Pool): number {
  return Math.floor(pool.random() * limit);
}

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}
