/**
 * `npm run nodes -- [--seconds 300] [--devices 200] [--kill-every 10] [--seed 1]`: two servers on one database; devices send each message
 * of a session to the other node, some messages to both, while one node after the other is killed (SIGKILL) and started
 * again. Exit 1 when a session is lost, an operation reaches a device twice, or the same request gets two answers.
 */
import { parseArgs } from 'node:util';
import { storm } from './nodes/storm.ts';
import { isSound, tellTally } from './nodes/tally.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    devices: { type: 'string', default: '200' },
    'kill-every': { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const tally = await storm({
  seconds: count('--seconds', values.seconds),
  devices: count('--devices', values.devices),
  killEverySeconds: count('--kill-every', values['kill-every']),
  seed: count('--seed', values.seed),
  tell: (line) => console.log(line),
});
for (const breach of tally.breaches) console.error(breach);
console.log(`seed ${values.seed}, ${values.devices} devices, ${values.seconds} s`);
console.log(tellTally(tally));
process.exit(isSound(tally) ? 0 : 1);

function count(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  console.error(`nodes: ${name} takes a whole number above 0, not ${JSON.stringify(text)}`);
  process.exit(2);
}
