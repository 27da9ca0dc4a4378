/**
 * Ids of the conformance rules that `docs/spec-map.md` maps to tests: `spec/omadm.md` §13 (S server, C client) and
 * `spec/scomo.md` §13 (T tree, D delivery, P primitives, R reporting, I client-initiated and consent, X access). Level `M` is confirmed by the specification. `P` is practice, our own
 * or unconfirmed, `Mu` confirmed but for a part: both bind our side and never fail a foreign peer.
 */
const LEVELS = {
  S: `${'M'.repeat(30)}uMuM${'P'.repeat(10)}`,
  C: `${'M'.repeat(17)}u${'M'.repeat(17)}uMMPP`,
  T: 'MMPMMMMPMMMMPPMPPMMMPPPP',
  D: 'MMMMPMMMPMMMPPMMMMMPPPPP',
  P: 'MMMMMMPMMMPMMMPPPMMPPMPPP',
  R: 'MMMMMMMMMPMPPMPMMMPPPMPPM',
  I: 'PPPPMPPP',
  X: 'MMMPMPPMPMM',
} as const;

export type Level = 'M' | 'Mu' | 'P';

/** Level by id, in the order of the specification. */
export const SPEC_ROWS: ReadonlyMap<string, Level> = new Map(
  Object.entries(LEVELS).flatMap(([letter, levels]) =>
    [...levels].map((level, index) => {
      const number = String(index + 1).padStart('SC'.includes(letter) ? 1 : 2, '0');
      return [letter + number, level === 'u' ? 'Mu' : (level as Level)] as const;
    }),
  ),
);
