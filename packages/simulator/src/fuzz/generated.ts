import { isDeepStrictEqual } from 'node:util';
import { decode, type Encoding, encode, type Message } from '@scomo/syncml';
import { sampleMessages } from '@scomo/testkit';
import { startLibwbxml } from './libwbxml.ts';

/** What came of messages made at random. */
export interface GeneratedResult {
  readonly runs: number;
  readonly seconds: number;
  readonly findings: readonly string[];
}

/** Differences that end a run. */
const FINDINGS_MAX = 10;
const BATCH = 500;
const DOCTYPE =
  '<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd">';

/** Checks of messages made at random, by their names; each gives the model that it ends up with, for both encodings. */
export const GENERATED = { messages: roundTrips, libwbxml: againstLibwbxml } as const;

type Way = (message: Message) => Promise<Message> | Message;

/** XML, model, WBXML and model again: nothing is lost on the way. security.md B11, G19 */
function roundTrips(runs: number, seed: number): Promise<GeneratedResult> {
  const through = (message: Message, encoding: Encoding) => decode(encode(message, encoding), encoding);
  const around: Way = (message) => through(through(message, 'xml'), 'wbxml');
  return compareAll(runs, seed, (message) => message, [around]);
}

/** What we write as WBXML, libwbxml reads, and the other way round. security.md B11, G19 */
async function againstLibwbxml(runs: number, seed: number): Promise<GeneratedResult> {
  const other = await startLibwbxml();
  const theirXml: Way = async (message) => {
    const xml = Buffer.from(await other.toXml(encode(message, 'wbxml'))).toString();
    return decode(new TextEncoder().encode(xml.replace(/<!DOCTYPE[^>]*>/, '')), 'xml');
  };
  const theirWbxml: Way = async (message) => {
    const xml = Buffer.from(encode(message, 'xml'))
      .toString()
      .replace(/^<\?xml[^>]*>\n/, '');
    const wbxml = await other.toWbxml(new TextEncoder().encode(`<?xml version="1.0"?>${DOCTYPE}${xml}`));
    return decode(wbxml, 'wbxml');
  };
  try {
    return await compareAll(runs, seed, withinLibwbxml, [theirXml, theirWbxml]);
  } finally {
    await other.stop();
  }
}

async function compareAll(
  runs: number,
  seed: number,
  prepare: (message: Message) => Message,
  ways: readonly Way[],
): Promise<GeneratedResult> {
  const started = performance.now();
  const findings: string[] = [];
  let done = 0;
  for (let batch = 0; done < runs && findings.length < FINDINGS_MAX; batch += 1) {
    for (const sample of sampleMessages(seed + batch, Math.min(BATCH, runs - done))) {
      const message = prepare(sample);
      done += 1;
      for (const way of ways) {
        const what = await differenceOf(message, way);
        if (what !== undefined) findings.push(what);
      }
    }
  }
  return { runs: done, seconds: (performance.now() - started) / 1000, findings };
}

async function differenceOf(message: Message, way: Way): Promise<string | undefined> {
  try {
    const back = await way(message);
    if (isDeepStrictEqual(back, message)) return undefined;
    return `${JSON.stringify(message)}\n  came back as\n  ${JSON.stringify(back)}`;
  } catch (error) {
    return `${JSON.stringify(message)}\n  ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * The message without what libwbxml 0.11 is known to get wrong: Correlator in SyncML 1.1, code page 2 in a SyncML document,
 * `]]>` and CR in its XML, line ends in Data (it makes them CR LF), the type of trees (it renames it).
 */
function withinLibwbxml(message: Message): Message {
  const plain = withoutTrouble(message) as Message;
  return { ...plain, header: { ...plain.header, verDtd: '1.2', verProto: 'DM/1.2' } };
}

function withoutTrouble(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    const text = value.replaceAll('\r', 'r').replaceAll(']]>', ']]');
    if (name === 'type') return text.replace('dmtnds+xml', 'tree');
    return name === 'data' ? text.replaceAll('\n', 'n') : text;
  }
  if (Array.isArray(value)) return value.map((one) => withoutTrouble(one));
  if (typeof value !== 'object' || value === null) return value;
  if ('elements' in value) return 'tree';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTrouble(inner, key)]));
}
