import { DescriptorFault, LIMITS, parseDescriptor, renderDescriptor } from '../src/index.ts';

export const tokens: readonly string[] = [
  ...['<media>', '</media>', '<type>', '</type>', '<size>', '</size>', '<objectURI>', '</objectURI>', '<a/>'],
  ...['<DDVersion>2.0</DDVersion>', '<installNotifyURI>', '</installNotifyURI>', '<dd:name>', '</dd:name>'],
  ...['<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '&#0;', '&#xD800;', '&lt;', '<![CDATA[', ']]>', '<!--', '-->'],
  ...['1,000', '-1', '9007199254740993', '1e3', '\u0000', '\ufeff', '\r', '__proto__', 'xmlns="'],
];
export const seeds: readonly string[] = [
  renderDescriptor({
    types: ['application/octet-stream', 'text/plain'],
    size: 1000,
    objectURI: 'http://h/o?a=1&b=2',
    name: '<n>',
    installNotifyURI: 'n',
  }),
  '<media><type>a/b</type><size>1,000</size><objectURI>o</objectURI><x><y>z</y></x></media>',
];

/** A descriptor is refused with a status, or in bounds and the same when written and read again. */
export function fuzz(data: Uint8Array): void {
  let descriptor: ReturnType<typeof parseDescriptor>;
  try {
    descriptor = parseDescriptor(data);
  } catch (error) {
    if (error instanceof DescriptorFault) return;
    throw error;
  }
  if (data.length > LIMITS.descriptorBytesMax || !Number.isSafeInteger(descriptor.size))
    throw new Error('out of bounds');
  const text = renderDescriptor(descriptor);
  // Escapes make a text longer than what it was read from.
  const octets = new TextEncoder().encode(text);
  if (octets.length > LIMITS.descriptorBytesMax) return;
  if (JSON.stringify(parseDescriptor(octets)) !== JSON.stringify(descriptor))
    throw new Error(`reads differently: ${text}`);
}
