import { settles } from './settles.ts';

export { XML_TOKENS as tokens } from './tokens.ts';

export const seeds: readonly string[] = [
  '<SyncML/>',
  '<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD></MgmtTree>',
];

export function fuzz(data: Uint8Array): void {
  settles(data, 'xml');
}
