import { plain } from '@scomo/scomo';

/** Text of several lines without control characters: they could make a terminal show something else. */
export function plainLines(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map(plain)
    .join('\n');
}
