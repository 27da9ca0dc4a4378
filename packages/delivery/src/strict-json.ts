import { Refusal } from './errors.ts';
import { LIMITS } from './limits.ts';
import { decodeUtf8 } from './utf8.ts';

/** Objects are maps, so that no key can touch a prototype; numbers are safe integers. */
export type Json = string | number | boolean | null | readonly Json[] | ReadonlyMap<string, Json>;

/** Where a document stands: text and the next character. */
interface Cursor {
  readonly text: string;
  readonly what: string;
  at: number;
}

const LITERALS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * JSON narrowed to what a signed statement needs: UTF-8 without byte order mark, no duplicate keys, safe integers only,
 * no lone surrogates, bounded depth, nothing after the value. Throws `Refusal('malformed')`. security.md §2.3 step 1
 */
export function parseStrictJson(bytes: Uint8Array, what: string): Json {
  const cursor: Cursor = { text: decodeUtf8(bytes, what), what, at: 0 };
  const value = readValue(cursor, 0);
  skipSpace(cursor);
  if (cursor.at !== cursor.text.length) throw bad(cursor, 'text after the value');
  return value;
}

function readValue(cursor: Cursor, depth: number): Json {
  skipSpace(cursor);
  const char = cursor.text[cursor.at];
  if (char === '{' || char === '[') {
    if (depth >= LIMITS.jsonDepthMax) throw bad(cursor, 'nested too deep');
    return char === '{' ? readObject(cursor, depth + 1) : readArray(cursor, depth + 1);
  }
  if (char === '"') return readString(cursor);
  for (const [word, value] of LITERALS) {
    if (cursor.text.startsWith(word, cursor.at)) {
      cursor.at += word.length;
      return value;
    }
  }
  return readInteger(cursor);
}

function readObject(cursor: Cursor, depth: number): ReadonlyMap<string, Json> {
  const out = new Map<string, Json>();
  cursor.at += 1;
  if (take(cursor, '}')) return out;
  do {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') throw bad(cursor, 'a key must be a string');
    const key = readString(cursor);
    if (out.has(key)) throw bad(cursor, `duplicate key ${JSON.stringify(key.slice(0, 40))}`);
    if (!take(cursor, ':')) throw bad(cursor, 'expected ":"');
    out.set(key, readValue(cursor, depth));
  } while (take(cursor, ','));
  if (!take(cursor, '}')) throw bad(cursor, 'expected "," or "}"');
  return out;
}

function readArray(cursor: Cursor, depth: number): readonly Json[] {
  const out: Json[] = [];
  cursor.at += 1;
  if (take(cursor, ']')) return out;
  do {
    out.push(readValue(cursor, depth));
  } while (take(cursor, ','));
  if (!take(cursor, ']')) throw bad(cursor, 'expected "," or "]"');
  return out;
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  let end = start + 1;
  for (let code = cursor.text.charCodeAt(end); code !== 0x22; code = cursor.text.charCodeAt(end)) {
    if (Number.isNaN(code) || code < 0x20) throw bad(cursor, 'unfinished string or control character');
    end += code === 0x5c ? 2 : 1;
  }
  cursor.at = end + 1;
  const value = unquote(cursor, cursor.text.slice(start, end + 1));
  if (!value.isWellFormed()) throw bad(cursor, 'lone surrogate');
  return value;
}

function unquote(cursor: Cursor, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw bad(cursor, 'bad escape in a string');
  }
}

function readInteger(cursor: Cursor): number {
  const pattern = /-?(?:0|[1-9][0-9]{0,16})/y;
  pattern.lastIndex = cursor.at;
  const token = pattern.exec(cursor.text)?.[0];
  if (token === undefined) throw bad(cursor, 'expected a value');
  const value = Number(token);
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw bad(cursor, 'number is no safe integer');
  cursor.at += token.length;
  return value;
}

function take(cursor: Cursor, char: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.at] !== char) return false;
  cursor.at += 1;
  return true;
}

function skipSpace(cursor: Cursor): void {
  while (' \t\r\n'.includes(cursor.text[cursor.at] ?? 'x')) cursor.at += 1;
}

function bad(cursor: Cursor, detail: string): Refusal {
  return new Refusal('malformed', `${cursor.what}, character ${cursor.at}: ${detail}`);
}
