import { settles } from './settles.ts';

export { WBXML_TOKENS as tokens } from './tokens.ts';

export const seeds: readonly Uint8Array[] = [Uint8Array.of(2, 0xa4, 1, 0x6a, 0, 0x2d)];

export function fuzz(data: Uint8Array): void {
  settles(data, 'wbxml');
}
