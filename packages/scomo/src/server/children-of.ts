import type { Fact } from './knowledge.ts';

/** Names of the children a read has told, also where the peer left out that the node is one. spec/peers.md A7 */
export function childrenOf(fact: Fact | undefined): readonly string[] {
  if (fact === undefined || fact.kind === 'absent') return [];
  return fact.kind === 'interior' ? fact.children : fact.value.split('/').filter((name) => name !== '');
}
