import { decode, encode, type Markup, type Message } from '../src/index.ts';
import { hasTokens } from '../src/wbxml/wbxml-sink.ts';
import { markupText } from '../src/xml/xml-sink.ts';
import { orRefused } from './settles.ts';
import { WBXML_TOKENS, XML_TOKENS } from './tokens.ts';

export const tokens: readonly (string | Uint8Array)[] = [...XML_TOKENS, ...WBXML_TOKENS];
export const seeds: readonly string[] = ['<SyncML/>'];

/**
 * XML, the model and WBXML agree: WBXML carries every message as it is, but foreign markup as its text; XML carries what came as XML, and what it writes
 * of anything else reads back to the same octets. Larger messages than fit are refused, which is no finding.
 */
export function fuzz(data: Uint8Array): void {
  const encoding = (data[0] ?? 0) < 4 ? 'wbxml' : 'xml';
  const message = orRefused(data, () => decode(data, encoding));
  if (message === undefined) return;
  const wbxml = encode(message, 'wbxml');
  same(message, decode(wbxml, 'wbxml'), 'WBXML');
  const xml = encode(message, 'xml');
  const back = decode(xml, 'xml');
  if (encoding === 'xml') same(message, back, 'XML');
  const again = encode(back, 'xml');
  if (Buffer.compare(xml, again) !== 0)
    throw new Error(`XML differs: ${Buffer.from(xml)} and ${Buffer.from(again)}`);
}

function same(a: Message, b: Message, way: string): void {
  const [before, after] = [a, b].map(asText);
  if (before !== after) throw new Error(`${way} makes\n${after} of\n${before}`);
}

function asText(message: Message): string {
  return JSON.stringify(message, (_, value) => {
    if (isForeign(value)) return markupText(value, '');
    if (value instanceof Uint8Array) return { octets: Buffer.from(value).toString('hex') };
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Markup that WBXML has no tokens for. */
function isForeign(value: unknown): value is Markup {
  return isRecord(value) && 'elements' in value && !hasTokens(value as unknown as Markup);
}
