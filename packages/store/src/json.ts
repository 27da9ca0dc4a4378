// PostgreSQL's text holds neither NUL nor half of a surrogate pair. Devices may send both.
const UNSTORABLE = /\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})/;

/** JSON text that PostgreSQL takes as `json` or `jsonb`: what its text cannot hold becomes U+FFFD. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\u') && UNSTORABLE.test(text) ? JSON.stringify(cleaned(value)) : text;
}

/** The same for one text. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}');
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storable(key), cleaned(part)]));
}

/** `bytea` as JSON carries it. */
export function hexBytes(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}
