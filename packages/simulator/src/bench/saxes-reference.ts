// biome-ignore lint/correctness/noUndeclaredDependencies: a reference for benches only, among the root's devDependencies
import { SaxesParser } from 'saxes';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What saxes needs for the same job: octets to events with namespaces. */
export function saxesParse(bytes: Uint8Array): number {
  const parser = new SaxesParser({ xmlns: true });
  let seen = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', () => {
    seen++;
  });
  parser.on('closetag', () => {
    seen++;
  });
  parser.on('text', (text) => {
    seen += text.length;
  });
  parser.write(decoder.decode(bytes)).close();
  return seen;
}
