import { Refusal } from './errors.ts';
import { malformed, quote, type Read } from './field-reader.ts';
import { LIMITS } from './limits.ts';

const SEGMENT = /^[A-Za-z0-9._+@-]+$/;

/** A relative path of plain ASCII segments, none of them empty, `.` or `..`; ASCII is NFC by nature. security.md C7 */
export const payloadPath: Read<string> = (value, field) => {
  if (typeof value !== 'string') throw malformed(field, 'must be text');
  if (value.length > LIMITS.pathCharsMax) throw tooLarge(field, `${LIMITS.pathCharsMax} characters`);
  const segments = value.split('/');
  if (segments.length > LIMITS.pathDepthMax) throw tooLarge(field, `${LIMITS.pathDepthMax} segments`);
  for (const segment of segments) {
    if (segment.length > LIMITS.segmentCharsMax)
      throw tooLarge(field, `${LIMITS.segmentCharsMax} in a segment`);
    if (segment === '.' || segment === '..' || !SEGMENT.test(segment)) {
      throw malformed(field, `is no safe relative path: ${quote(value)}`);
    }
  }
  return value;
};

/**
 * Refuses a set of paths in which two meet on a file system that folds case, a file is also a directory, or one path
 * comes twice. Throws `Refusal('malformed')`. security.md C7
 */
export function checkPathSet(paths: readonly string[], field: string): void {
  const seen = new Map<string, { readonly spelling: string; readonly kind: 'file' | 'directory' }>();
  for (const path of paths) {
    for (let cut = path.indexOf('/'); cut !== -1; cut = path.indexOf('/', cut + 1)) {
      claim(path.slice(0, cut), 'directory');
    }
    claim(path, 'file');
  }

  function claim(spelling: string, kind: 'file' | 'directory'): void {
    const folded = spelling.toLowerCase();
    const other = seen.get(folded);
    if (other === undefined) {
      seen.set(folded, { spelling, kind });
    } else if (kind === 'file' || other.kind === 'file' || other.spelling !== spelling) {
      throw malformed(field, `${quote(spelling)} collides with ${quote(other.spelling)}`);
    }
  }
}

function tooLarge(field: string, bound: string): Refusal {
  return new Refusal('too-large', `${field} is longer than ${bound}`);
}
