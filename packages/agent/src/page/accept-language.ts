import { LIMITS } from '../base/limits.ts';

const RANGE = /^([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,3})(?:;q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/;

/** Languages of an Accept-Language header, the best first; those that are refused (q=0) or malformed are left out. RFC 9110 §12.5.4 */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  if (header === undefined || header.length > LIMITS.acceptLanguageCharsMax) return [];
  const ranges = header.split(',').flatMap((part) => {
    const [, tag, quality = '1'] = RANGE.exec(part.replaceAll(/[ \t]/g, '')) ?? [];
    return tag === undefined || Number(quality) === 0 ? [] : [{ tag, quality: Number(quality) }];
  });
  return ranges.toSorted((a, b) => b.quality - a.quality).map(({ tag }) => tag);
}
