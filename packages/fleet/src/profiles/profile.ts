import type { ClientWays } from '@scomo/scomo';

/** What sessions have taught of a device beside its DevInfo; forgotten when that tells of another client. */
export interface Learnt {
  /** Of its newest request. */
  readonly userAgent?: string;
  /** It does not answer `?list=`. spec/omadm.md Q35 */
  readonly lists?: 'refused';
  /** Built-in nodes that give its family away, by name, with blanks between. */
  readonly nodes?: string;
}

/** What a client is recognised by: DevInfo leaves and learnt facts. */
export type Mark = 'Man' | 'Mod' | 'DmV' | keyof Learnt;

/** All patterns of a sign must match. */
export type Sign = Readonly<Partial<Record<Mark, RegExp>>>;

/** A family of clients: how it is recognised, and the settings that the engines read. docs/profiles.md */
export interface Profile {
  readonly name: string;
  /** For people: whose client it is and what is special about it. */
  readonly about: string;
  /** One is enough. */
  readonly signs: readonly Sign[];
  /** Code for a package 1 without credentials. spec/omadm.md §5.4 rule 6 */
  readonly challengeCode: 401 | 407;
  /** How much of its MaxMsgSize is filled, in percent. spec/omadm.md §1.3 */
  readonly fillPercent: number;
  readonly ways: ClientWays;
}
