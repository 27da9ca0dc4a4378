import { SERVER_LIMITS } from '../limits.ts';

/** Text as peers mean it: without NUL bytes, outer white space and halves of characters. spec/scomo.md §13.1 T22 */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').trim().toWellFormed();
}

/** One form for the ways a peer writes a URI: `./` in front, no query, no slash at the end; the root is `.`. */
export function canonicalUri(text: string): string {
  const path = cleanText(text).split('?', 1)[0] ?? '';
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  return ['.', ...segments].join('/');
}

export function lastSegment(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

export function parentUri(uri: string): string {
  return uri.slice(0, Math.max(uri.lastIndexOf('/'), 0));
}

/** Names are looked up without case. spec/scomo.md §13.1 T21 */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** A node name for an id of ours with room for `reserve` more characters. spec/scomo.md §3.5 */
export function nodeName(id: string, reserve: number): string {
  return id.replace(/[^A-Za-z0-9._-]/g, '_').slice(-(SERVER_LIMITS.nodeNameLengthMax - reserve));
}
