import { parseOffer, parseWish, parseWishAnswer } from '../src/index.ts';

export const tokens: readonly string[] = [
  ...['{', '}', '[', ']', ',', ':', '"', 'null', 'true', '-1', '0', '1e3', '\\u0000', '\\ud800'],
  ...[
    '"offer":',
    '"server":',
    '"title":',
    '"mode":',
    '"operations":',
    '"members":',
    '"component":',
    '"operation":',
  ],
  ...['"answer":', '"reason":', '"Install"', '"Remove"', 'update', 'onRequest', 'ordered', 'refused'],
  ...[`sha256:${'a'.repeat(64)}`, '"__proto__":', '"constructor":', '"toString"'],
];

const member = {
  ...{ component: 'org.example.a', version: '1.0', pkgId: `sha256:${'a'.repeat(64)}`, bytes: 9 },
  ...{ title: 'A', provider: 'B', summary: 'C', price: 'free', permissions: ['net'] },
};
export const seeds: readonly string[] = [
  JSON.stringify({
    ...{ offer: 'of_1', server: 's', title: 'A', mode: 'update', operations: ['Install', 'Remove'] },
    members: [member],
  }),
  '{"component":"org.example.a","operation":"Remove"}',
  '{"component":"org.example.a"}',
  '{"answer":"refused","reason":"not offered"}',
];

/** Offers, wishes and the answers to them are refused or read back to themselves. */
export function fuzz(data: Uint8Array): void {
  const json = new TextDecoder().decode(data);
  for (const parse of [parseOffer, parseWish, parseWishAnswer]) {
    const value = parse(json);
    if (value === undefined) continue;
    const text = JSON.stringify(value);
    const again = parse(text);
    // What is written out may be longer than what was read: escapes.
    if (again !== undefined && JSON.stringify(again) !== text) throw new Error(`reads differently: ${text}`);
  }
}
