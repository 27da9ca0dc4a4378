/** What a storm over two nodes came to. */
export interface Tally {
  kills: number;
  /** Sessions that ended as they should, without a break; after one or more. */
  finished: number;
  resumed: number;
  /** Neither success nor resumable once all was calm. */
  lost: number;
  /** Tasks that ended verified or removed. */
  tasks: number;
  operations: number;
  /** Operations that reached a device in more than one message. security.md P10 */
  twice: number;
  /** Requests sent to both nodes, at once or one after the other, and how many were answered differently. security.md P8 */
  repeated: number;
  different: number;
  /** Requests that took the MsgID of another; each must end the session. security.md P8 */
  confused: number;
  readonly breaches: string[];
}

export function newTally(): Tally {
  return {
    kills: 0,
    finished: 0,
    resumed: 0,
    lost: 0,
    tasks: 0,
    operations: 0,
    twice: 0,
    repeated: 0,
    different: 0,
    confused: 0,
    breaches: [],
  };
}

/** For people; the last line says whether anything is wrong. */
export function tellTally(tally: Tally): string {
  const { kills, finished, resumed, lost, tasks, operations, twice, repeated, different, confused } = tally;
  return [
    `kills ${kills}`,
    `sessions finished ${finished + resumed}, of them resumed ${resumed}; lost ${lost}`,
    `tasks done ${tasks}; operations ${operations}, dispatched twice ${twice}`,
    `requests repeated at the other node ${repeated}, answered differently ${different}`,
    `sessions broken off by a second message of the same number ${confused}`,
    `${tally.breaches.length} breaches`,
  ].join('\n');
}

export function isSound({ finished, lost, twice, different, breaches }: Tally): boolean {
  return finished > 0 && lost === 0 && twice === 0 && different === 0 && breaches.length === 0;
}
