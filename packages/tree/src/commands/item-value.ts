import { base64Decode, utf8Encode } from '@scomo/syncml';
import { LIMITS } from '../limits.ts';
import type { Leaf } from '../node.ts';
import type { Target } from './step.ts';

/** Value formats of leaves with what their text must look like. spec/omadm.md §3.3 */
const FORMATS: Readonly<Record<Leaf['format'], RegExp>> = {
  chr: /^/,
  int: /^[+-]?\d{1,10}$/,
  bool: /^(?:true|false)$/,
  bin: /^/,
  b64: /^[A-Za-z0-9+/\s]*={0,2}\s*$/,
  xml: /^/,
  date: /^\d{4}-?\d{2}-?\d{2}$/,
  time: /^\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/,
  float: /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN)$/,
  null: /^$/,
};

const TNDS = /^application\/vnd\.syncml\.dm(?:tnds|ddf)\b/i;

/** Format of a leaf as a peer wrote it, undefined when there is no such format. */
export function leafFormat(text: string): Leaf['format'] | undefined {
  const format = text.trim().toLowerCase();
  return Object.hasOwn(FORMATS, format) ? (format as Leaf['format']) : undefined;
}

/** Value to store, or the status: 412 no Data, 413 too large, 415 wrong type, format or text. spec/omadm.md §2.3, §3.3 */
export function itemValue(target: Target, format: Leaf['format']): string | Uint8Array | 412 | 413 | 415 {
  const { data, meta } = target;
  if (TNDS.test(meta.type ?? '')) return 415;
  if (data === undefined) return format === 'null' ? '' : 412;
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) return 415;
  const value = format === 'bin' ? octets(data, leafFormat(meta.format ?? '')) : data;
  if (value === undefined) return 415;
  if (value.length > LIMITS.valueSizeMax) return 413;
  if (value instanceof Uint8Array) return format === 'bin' ? value : 415;
  return isValue(value, format) ? value : 415;
}

function octets(data: string | Uint8Array, sentAs: Leaf['format'] | undefined): Uint8Array | undefined {
  if (typeof data !== 'string') return data;
  return sentAs === 'b64' ? base64Decode(data) : utf8Encode(data);
}

function isValue(text: string, format: Leaf['format']): boolean {
  if (!FORMATS[format].test(text)) return false;
  if (format !== 'int') return true;
  const number = Number(text);
  return number >= -(2 ** 31) && number < 2 ** 31;
}
