/** True when `a` is older than `b`: runs of digits compare as numbers, the rest as text; `1.0-rc1` is newer than `1.0`. */
export function isOlder(a: string, b: string): boolean {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const one = left[index];
    const other = right[index];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined;
    if (typeof one === 'bigint' && typeof other === 'bigint') return one < other;
    return String(one) < String(other);
  }
  return false;
}

/** Of a version of bounded length. */
function partsOf(version: string): readonly (string | bigint)[] {
  const parts = version.slice(0, 256).match(/\d+|\D+/g) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? BigInt(part) : part));
}
