/**
 * Order of two version texts, negative when `a` is older: digits count as numbers, letters before other signs, and `~`
 * before everything, even the end (`1.0~rc1` < `1.0` < `1.0.1` < `1.10`). Total; equal texts alone need not be the only equals
 * (`1.0` and `1.00`).
 */
export function compareVersions(a: string, b: string): number {
  const left = partsOf(a);
  const right = partsOf(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = i % 2 === 0 ? compareText(left[i] ?? '', right[i] ?? '') : compareDigits(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Text and digits in turn, text first. */
function partsOf(version: string): readonly string[] {
  return version.split(/(\d+)/);
}

function compareDigits(a = '', b = ''): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : Number(x > y);
}

function compareText(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = rank(a[i]) - rank(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function rank(sign: string | undefined): number {
  if (sign === undefined) return 0;
  if (sign === '~') return -1;
  return /[A-Za-z]/.test(sign) ? sign.charCodeAt(0) : sign.charCodeAt(0) + 256;
}
