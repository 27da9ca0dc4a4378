/** What a proxy may do to a connection, by toxiproxy's names where it has one. security.md §3 rig 4 */
export type ToxicName =
  | 'none'
  | 'latency'
  | 'bandwidth'
  | 'slicer'
  | 'slow_close'
  | 'limit_data'
  | 'timeout'
  | 'reset_peer'
  | 'down'
  | 'halfopen'
  | 'corrupt';

/** What it may do to one message of a device. */
export type LossName = 'none' | 'lost_request' | 'lost_answer' | 'dup';

export interface Toxics {
  /** Share of the connections that get a toxic. */
  readonly connections: number;
  /** Share of the messages that are lost on their way there, or back, or come twice: each of the three alike. */
  readonly messages: number;
}

/** How often which toxic is taken, of those connections that get one. */
const WEIGHTS: readonly (readonly [ToxicName, number])[] = [
  ['latency', 20],
  ['bandwidth', 10],
  ['slicer', 15],
  ['slow_close', 10],
  ['limit_data', 15],
  ['timeout', 5],
  ['reset_peer', 10],
  ['down', 10],
  ['halfopen', 3],
  ['corrupt', 2],
];
const SUM = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

export function drawToxic({ connections }: Toxics, random: () => number): ToxicName {
  if (random() >= connections) return 'none';
  let left = random() * SUM;
  for (const [name, weight] of WEIGHTS) {
    left -= weight;
    if (left < 0) return name;
  }
  return 'none';
}

export function drawLoss({ messages }: Toxics, random: () => number): LossName {
  const drawn = random();
  if (drawn < messages / 3) return 'lost_request';
  if (drawn < (messages * 2) / 3) return 'lost_answer';
  return drawn < messages ? 'dup' : 'none';
}
