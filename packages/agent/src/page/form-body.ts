import { LIMITS } from '../base/limits.ts';

/**
 * The fields of an `application/x-www-form-urlencoded` body, each once; undefined when it is malformed, too long or has
 * more fields than a form of ours.
 */
export function readForm(body: string): Readonly<Record<string, string>> | undefined {
  if (body.length > LIMITS.formBytesMax || !/^[\x20-\x7e]*$/.test(body)) return undefined;
  const pairs = body === '' ? [] : body.split('&');
  if (pairs.length > LIMITS.formFieldsMax) return undefined;
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const [name, value] = pair.split('=', 2).map(decoded);
    if (name === undefined || value === undefined || !/^[a-z]{1,16}$/i.test(name)) return undefined;
    if (fields.has(name)) return undefined;
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
