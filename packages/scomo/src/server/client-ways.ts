import { SERVER_LIMITS } from '../limits.ts';

/** How one family of clients does what the specification leaves open or what it does otherwise. spec/scomo.md §12 */
export interface ClientWays {
  /** Answers `?list=`; without, every leaf is read by itself. spec/omadm.md Q35, S39 */
  readonly lists: boolean;
  /** `own`: each download gets a node of its own; `static`: the one that the device has built in is used again. */
  readonly downloadNode: 'own' | 'static';
  /** Names of operations as listed, in lower case, and as they are executed. */
  readonly aliases: Readonly<Record<string, string>>;
  /** What it can fetch by itself: a package, only what a descriptor leads to, or nothing. spec/scomo.md §10 */
  readonly fetches: 'package' | 'descriptor' | 'nothing';
  /** Hours after which an accepted Exec without a report is settled from the tree. spec/scomo.md §2.11 */
  readonly reportHours: number;
}

/** The ways of a client that nothing else is known of. */
export const USUAL_WAYS: ClientWays = {
  lists: true,
  downloadNode: 'own',
  aliases: {},
  fetches: 'package',
  reportHours: SERVER_LIMITS.reportHoursMax,
};
