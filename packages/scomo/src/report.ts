import type { Data, Element, Item } from '@scomo/syncml';
import { REPORT_LIMITS } from './limits.ts';
import { ALERT_COMPLETE, ALERT_CONSENT, ALERT_UPDATE } from './object.ts';

/** What the Data of a completion alert says; a part that is missing or unreadable is absent. */
export interface Report {
  readonly code?: number;
  /** Component ID, PkgID or node name: peers differ. */
  readonly identifier?: string;
  /** Our agent's words for people. docs/scomo-extension.md */
  readonly detail?: string;
  /** The data as text, cut at the limit. */
  readonly raw: string;
}

const KNOWN_TYPES = [...ALERT_COMPLETE, ...Object.values(ALERT_UPDATE), ALERT_CONSENT];
const PREFIX = /^(?:reversed-domain-name|content-type)\s*:\s*/i;

/** Type of an alert Item without blanks and prefix, known types in their exact case; `''` when there is none. spec/scomo.md §5.1 */
export function alertTypeOf(item: Item): string {
  const bare = (item.meta?.type ?? '').trim().replace(PREFIX, '').trim();
  const folded = bare.toLowerCase();
  return KNOWN_TYPES.find((known) => known.toLowerCase() === folded) ?? bare;
}

/** Reads the Data of a completion alert in all seven encodings of spec/scomo.md §5.3. Never throws, expands no entity but the predefined. */
export function parseReport(data: Data | undefined): Report {
  if (data === undefined) return { raw: '' };
  const given =
    typeof data === 'string' ? data : data instanceof Uint8Array ? textOf(data) : markupText(data);
  const clean = given.slice(0, REPORT_LIMITS.rawCharsMax).replaceAll(/[\0\uFEFF]/g, '');
  const fragment = !clean.includes('<') && clean.includes('&lt;') ? unescapeXml(clean) : clean;
  const found = /^\s*\d+\s*$/.test(fragment) ? new Map([['ResultCode', fragment]]) : scan(fragment);
  const code = /^\s*\d{1,9}(?!\d)/.exec(found.get('ResultCode') ?? '');
  return {
    ...(code ? { code: Number(code[0]) } : {}),
    ...textPart('identifier', found.get('Identifier'), REPORT_LIMITS.identifierCharsMax),
    ...textPart('detail', found.get('Detail'), REPORT_LIMITS.detailCharsMax),
    raw: clean,
  };
}

function textPart(name: string, value: string | undefined, max: number): Record<string, string> {
  const text = value
    ?.replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, max);
  return text ? { [name]: text } : {};
}

const WANTED = ['ResultCode', 'Identifier', 'Detail'];
const TOKEN =
  /<!\[CDATA\[(.*?)(?:\]\]>|$)|<!--.*?(?:-->|$)|<(\/?)([^<>\s/]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>|([^<]+)|</gs;

/** Text of the first element of each wanted local name. Content that is no XML is skipped, so a broken end costs nothing. */
function scan(fragment: string): Map<string, string> {
  const found = new Map<string, string>();
  let open: string | undefined;
  for (const [token, cdata, slash, name, text] of fragment.matchAll(TOKEN)) {
    if (name !== undefined) {
      const local = name.slice(name.indexOf(':') + 1);
      open = slash === '' && WANTED.includes(local) && !found.has(local) ? local : undefined;
      if (open) found.set(open, '');
      if (token.endsWith('/>')) open = undefined;
    } else if (open) {
      const more = cdata ?? unescapeXml(text ?? '');
      found.set(open, (found.get(open) ?? '') + more);
    }
  }
  return found;
}

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replaceAll(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));/g,
    (all, name, dec, hex) => {
      if (name !== undefined) return PREDEFINED[name] ?? all;
      const point = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
    },
  );
}

/** UTF-8, or what Latin-1 makes of octets that are none. */
function textOf(octets: Uint8Array): string {
  const some = octets.subarray(0, REPORT_LIMITS.rawCharsMax * 4);
  const escaped = Array.from(some, (octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch {
    return String.fromCharCode(...some.subarray(0, REPORT_LIMITS.rawCharsMax));
  }
}

/** The fragment that child elements of Data stand for, written as text up to the limit. */
function markupText(data: { readonly elements: readonly Element[] }): string {
  const parts: string[] = [];
  let length = 0;
  const write = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  const visit = (node: Element | string): void => {
    if (length > REPORT_LIMITS.rawCharsMax) return;
    if (typeof node === 'string') {
      write(escapeXml(node));
      return;
    }
    write(`<${node.name}>`);
    for (const child of node.children) visit(child);
    write(`</${node.name}>`);
  };
  for (const element of data.elements) visit(element);
  return parts.join('');
}

/** Text with the three characters escaped that would be markup. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
