import type { DeviceObject, SinkAnswer } from '@scomo/tree';
import { concat } from '../src/octets.ts';

/** A device object whose `./S/<x>` values go to a sink in memory; `judge` says what it thinks of the octets so far. */
export function sinkObject(
  judge: (octets: Uint8Array, last: boolean) => SinkAnswer = () => ({ status: 200 }),
): DeviceObject<string> & { octets(): Uint8Array | undefined; readonly drops: number } {
  let parts: Uint8Array[] | undefined;
  const counts = { drops: 0 };
  return {
    root: './S',
    octets: () => (parts === undefined ? undefined : concat(...parts)),
    get drops() {
      return counts.drops;
    },
    sink: (_tree, uri) =>
      uri === './S/locked'
        ? 412
        : {
            take(offset, octets, last) {
              if (offset === 0) parts = [];
              const had = concat(...(parts ?? [])).length;
              if (offset !== had) throw new Error(`octets from ${offset}, had ${had}`);
              parts = [...(parts ?? []), octets.slice()];
              return judge(concat(...parts), last);
            },
            drop() {
              parts = undefined;
              counts.drops += 1;
            },
          },
  };
}
