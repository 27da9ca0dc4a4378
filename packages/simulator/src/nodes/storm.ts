import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../random.ts';
import { operatorsOf } from './operators.ts';
import { runRestless } from './restless-device.ts';
import { newTally, type Tally } from './tally.ts';
import { openTwoNodes } from './two-nodes.ts';

export interface StormOptions {
  readonly seconds: number;
  readonly devices: number;
  readonly seed: number;
  /** Seconds from one kill to the next. */
  readonly killEverySeconds: number;
  tell(line: string): void;
}

/** Once all is calm, a session that has not ended within this time is lost. */
const CALM_MS = 60_000;

/** Devices that talk to two nodes in turn, message by message, while one after the other is killed. security.md P8-P10 */
export async function storm(options: StormOptions): Promise<Tally> {
  const { seconds, devices, seed } = options;
  const nodes = await openTwoNodes();
  try {
    const tally = newTally();
    const operators = operatorsOf(nodes.urls, nodes.world.token);
    const end = performance.now() + seconds * 1000;
    let calmAt = Number.POSITIVE_INFINITY;
    const goesOn = () => performance.now() < end;
    const deadline = () => calmAt + CALM_MS;
    const running = Array.from({ length: devices }, (_, index) => {
      const random = seeded(seed * 100_003 + index);
      const encoding = index % 2 === 0 ? 'wbxml' : 'xml';
      return runRestless(`IMEI:restless-${index}`, encoding, {
        ...{ urls: nodes.urls, operators, tally },
        ...{ random, goesOn, deadline },
      });
    });
    await killInTurn(options, nodes.killAndRestart, tally, end);
    calmAt = performance.now();
    await Promise.all(running);
    return tally;
  } finally {
    await nodes.close();
  }
}

async function killInTurn(
  { seed, killEverySeconds, tell }: StormOptions,
  killAndRestart: (node: 0 | 1) => Promise<void>,
  tally: Tally,
  end: number,
): Promise<void> {
  const random = seeded(seed);
  const every = killEverySeconds * 1000;
  for (let next = performance.now() + every; next < end; next += every) {
    await wait(Math.max(0, next - performance.now()));
    const node = random() < 0.5 ? 0 : 1;
    await killAndRestart(node);
    tally.kills += 1;
    const { finished, resumed, lost } = tally;
    tell(
      `killed node ${node + 1}: ${finished + resumed} sessions finished, ${resumed} resumed, ${lost} lost`,
    );
  }
  await wait(Math.max(0, end - performance.now()));
}
