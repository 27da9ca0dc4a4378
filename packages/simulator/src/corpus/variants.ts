import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Encoding, encode, type Message } from '@scomo/syncml';
import type { World } from '../world.ts';
import { postMessage } from './post-message.ts';
import { enrol } from './replay.ts';

interface Variant {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
}

const VECTOR = resolve(import.meta.dirname, '../../../../vectors/messages/05-pkg3-statuses-results.wbxml');
const LANES = 4;
/** Any other answer is wrong, whatever the input. */
const REFUSALS: readonly number[] = [400, 413, 415];

/** Every truncation of three good messages and every flipped bit of one; `step` takes each n-th only. */
async function variantsOf(world: World, deviceId: string, step: number): Promise<readonly Variant[]> {
  const { clientName, clientSecret } = await enrol(world, deviceId);
  const opening = openingOf(world.url, deviceId, clientName, btoa(`${clientName}:${clientSecret}`));
  const [xml, wbxml] = [encode(opening, 'xml'), encode(opening, 'wbxml')];
  const all = [
    ...truncations('opening', xml, 'xml'),
    ...truncations('opening', wbxml, 'wbxml'),
    ...truncations('answers', new Uint8Array(readFileSync(VECTOR)), 'wbxml'),
    ...flips('opening', wbxml, 'wbxml'),
  ];
  return all.filter((_, index) => index % step === 0);
}

/** Sends them in a few lanes; gives how many there were and what was wrong: anything but a message or a plain refusal. */
export async function replayVariants(
  world: World,
  step = 1,
): Promise<{ readonly count: number; readonly wrong: readonly string[] }> {
  const deviceId = `IMEI:variants-${randomUUID()}`;
  const variants = await variantsOf(world, deviceId, step);
  const wrong: string[] = [];
  let next = 0;
  const lane = async () => {
    for (let variant = variants[next++]; variant !== undefined; variant = variants[next++]) {
      const { name, bytes, encoding } = variant;
      try {
        const { http } = await postMessage(`${world.url}/dm`, bytes, encoding);
        if (http !== 200 && !REFUSALS.includes(http)) wrong.push(`${name}: HTTP ${http}`);
      } catch (error) {
        wrong.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { count: variants.length, wrong };
}

function truncations(name: string, bytes: Uint8Array, encoding: Encoding): readonly Variant[] {
  return Array.from(bytes, (_, length) => ({
    name: `${name}.${encoding} cut to ${length}`,
    bytes: bytes.slice(0, length),
    encoding,
  }));
}

function flips(name: string, bytes: Uint8Array, encoding: Encoding): readonly Variant[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const at = bit >> 3;
    const flipped = bytes.map((octet, index) => (index === at ? octet ^ (1 << (bit & 7)) : octet));
    return {
      name: `${name}.${encoding} with bit ${bit & 7} of octet ${at} flipped`,
      bytes: flipped,
      encoding,
    };
  });
}

function openingOf(url: string, deviceId: string, userName: string, data: string): Message {
  return {
    header: {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: '1',
      target: { locUri: `${url}/dm` },
      source: { locUri: deviceId, locName: userName },
      cred: { meta: { format: 'b64', type: 'syncml:auth-basic' }, data },
      meta: { maxMsgSize: 65_536 },
    },
    commands: [
      { kind: 'Alert', cmdId: '1', code: 1201, items: [] },
      { kind: 'Replace', cmdId: '2', items: [{ source: { locUri: './DevInfo/DevId' }, data: deviceId }] },
    ],
    final: true,
  };
}
