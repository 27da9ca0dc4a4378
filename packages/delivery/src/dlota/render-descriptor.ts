import { DESCRIPTOR_NAMESPACE, type Descriptor, OPTIONAL_ELEMENTS } from './descriptor.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** A descriptor as XML. Characters that XML cannot hold become U+FFFD. spec/scomo.md §10.1 */
export function renderDescriptor(descriptor: Descriptor): string {
  const { types, size, objectURI } = descriptor;
  const optional = OPTIONAL_ELEMENTS.map((name) => [name, descriptor[name]] as const);
  const lines = [
    ...types.map((type) => ['type', type] as const),
    ['size', String(size)] as const,
    ['objectURI', objectURI] as const,
    ['DDVersion', '1.0'] as const,
    ...optional,
  ].flatMap(([name, value]) => (value === undefined ? [] : [`  <${name}>${escaped(value)}</${name}>`]));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<media xmlns="${DESCRIPTOR_NAMESPACE}">`,
    ...lines,
    '</media>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>\r]/g, (char) => ESCAPES[char] ?? char);
}
