import { ELEMENTS } from '../src/elements.ts';

/** Pieces that XML messages are made of. */
export const XML_TOKENS: readonly string[] = [
  ...new Set(ELEMENTS.flatMap(([name]) => [`<${name}>`, `</${name}>`, `<${name}/>`])),
  ...['<![CDATA[', ']]>', '<!--', '-->', '<!DOCTYPE a>', '<!ENTITY a "b">', '<?xml version="1.0"?>', '<?a?>'],
  ...['&lt;', '&amp;', '&#65;', '&#x1F600;', '&#0;', '&#xD800;', '&a;', '\ufeff', '\u0085', '😀'],
  ...[
    ' xmlns="SYNCML:SYNCML1.2"',
    ' xmlns="syncml:metinf"',
    ' xmlns:a="syncml:dmddf1.2"',
    ' a="b"',
    '<a:',
    'xml:',
  ],
  ...['bin', 'b64', 'chr', 'xml', 'node', '1.2', 'DM/1.2', '__proto__', 'constructor'],
];

const octets = (...values: readonly number[]) => Uint8Array.from(values);
const text = (value: string) => octets(3, ...new TextEncoder().encode(value), 0);

/** Pieces that WBXML messages are made of. */
export const WBXML_TOKENS: readonly Uint8Array[] = [
  ...ELEMENTS.map(([, , token]) => octets(token | 0x40)),
  ...ELEMENTS.map(([, , token]) => octets(token)),
  ...[octets(0, 0), octets(0, 1), octets(0, 2), octets(0, 3), octets(1), octets(1, 1), octets(1, 1, 1)],
  ...[
    octets(2, 0x41),
    octets(2, 0x81, 0x80, 0),
    octets(4, 0),
    octets(0x44, 0),
    octets(0x84, 0),
    octets(0xc4, 0),
  ],
  ...[octets(0x83, 0), octets(0x83, 0xff, 0x7f), octets(0xc3, 0), octets(0xc3, 1, 0xff), octets(0x43, 5, 1)],
  ...[
    octets(0xc3, 0x8f, 0xff, 0xff, 0xff, 0x7f),
    octets(0xc3, 0x90, 0x80, 0x80, 0x80, 0),
    octets(0x40),
    octets(0xc0),
  ],
  ...[octets(2, 0xa4, 1, 0x6a, 0), octets(2, 0x9f, 0x53, 0x6a, 0), octets(2, 0, 0, 0x6a, 2, 0x61, 0)],
  ...['', '1.2', 'DM/1.2', 'b64', 'bin', 'xml', '__proto__', 'é😀', './A?prop=ACL'].map(text),
];
