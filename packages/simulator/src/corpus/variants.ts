import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Encoding, encode, type Message } from '@scomo/syncml';
import type { World } from '../world.ts';
import { postMessage } from './post-message.ts';
import { enrol } from './session-script.ts';

interface Variant {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
  /** What it may be answered. */
  readonly http: readonly number[];
}

const VECTORS = resolve(import.meta.dirname, '../../../../vectors/messages');
/** What a device says, of every kind; two openings of a device that is known stand before them. */
const SAID = [
  '01-pkg1-no-cred.wbxml',
  '05-pkg3-statuses-results.wbxml',
  '09-pkg3-ui-replies-atomic-failed.wbxml',
  '12-pkg3-structdata-part1-no-final.wbxml',
  '20-lob-client-200.wbxml',
  '21-lob-client-1225.wbxml',
  '22-lob-client-results-chunk1.wbxml',
  '27-pkg1-generic-alert.wbxml',
  '32-properties-results.wbxml',
  '40-quirk-hs20-style.xml',
];
/** Those of which every bit is flipped as well. */
const FLIPPED = [
  'opening.wbxml',
  '12-pkg3-structdata-part1-no-final.wbxml',
  '20-lob-client-200.wbxml',
  '21-lob-client-1225.wbxml',
];
const LANES = 4;
/** A document that ends too early can never be taken. */
const REFUSALS: readonly number[] = [400, 413, 415];

/** Every truncation of twelve good messages and every flipped bit of four; `step` takes each n-th only. security.md G15 */
async function variantsOf(world: World, deviceId: string, step: number): Promise<readonly Variant[]> {
  const { clientName, clientSecret } = await enrol(world, deviceId);
  const opening = openingOf(world.url, deviceId, clientName, btoa(`${clientName}:${clientSecret}`));
  const messages = [
    { name: 'opening.xml', bytes: encode(opening, 'xml') },
    { name: 'opening.wbxml', bytes: encode(opening, 'wbxml') },
    ...SAID.map((name) => ({ name, bytes: trimmed(readFileSync(resolve(VECTORS, name))) })),
  ];
  const all = messages.flatMap(({ name, bytes }) => {
    const encoding = name.endsWith('.xml') ? 'xml' : 'wbxml';
    const flipped = FLIPPED.includes(name) ? flips(name, bytes, encoding) : [];
    return [...truncations(name, bytes, encoding), ...flipped];
  });
  return all.filter((_, index) => index % step === 0);
}

/** Without line ends behind the document. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (bytes[end - 1] === 0x0a) end -= 1;
  return bytes.slice(0, end);
}

/** Sends them in a few lanes; gives how many there were and what was wrong. */
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
      const { name, bytes, encoding, http } = variant;
      try {
        const answer = await postMessage(`${world.url}/dm`, bytes, encoding);
        if (!http.includes(answer.http)) wrong.push(`${name}: HTTP ${answer.http}`);
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
    name: `${name} cut to ${length}`,
    bytes: bytes.slice(0, length),
    encoding,
    http: REFUSALS,
  }));
}

function flips(name: string, bytes: Uint8Array, encoding: Encoding): readonly Variant[] {
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const at = bit >> 3;
    const flipped = bytes.map((octet, index) => (index === at ? octet ^ (1 << (bit & 7)) : octet));
    return {
      name: `${name} with bit ${bit & 7} of octet ${at} flipped`,
      bytes: flipped,
      encoding,
      http: [200, ...REFUSALS],
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
