const HEADER_PARTS = {
  VerDTD: '<VerDTD>1.2</VerDTD>',
  VerProto: '<VerProto>DM/1.2</VerProto>',
  SessionID: '<SessionID>1</SessionID>',
  MsgID: '<MsgID>1</MsgID>',
  Target: '<Target><LocURI>s</LocURI></Target>',
  Source: '<Source><LocURI>d</LocURI></Source>',
};

/** `SyncHdr` of a test message, with one part replaced. */
export function headerXml(changes: Partial<typeof HEADER_PARTS> = {}): string {
  return `<SyncHdr>${Object.values({ ...HEADER_PARTS, ...changes }).join('')}</SyncHdr>`;
}

/** A whole test message around the content of its body. */
export function messageXml(
  body: string,
  root = '<SyncML xmlns="SYNCML:SYNCML1.2">',
  header = headerXml(),
): string {
  return `${root}${header}<SyncBody>${body}</SyncBody></SyncML>`;
}

/** Octets of a text, or of numbers and ASCII texts in a row. */
export function octets(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'number' ? [part] : typeof part === 'string' ? [...encoder.encode(part)] : [...part],
    ),
  );
}

/** A tag with content, its STR_I and END. */
export function leafWbxml(token: number, text: string): Uint8Array {
  return octets(token | 0x40, 3, text, 0, 1);
}

export const WBXML_START = octets(0x02, 0xa4, 0x01, 0x6a, 0x00);

/** SyncHdr of a test message. */
export const WBXML_HEADER = octets(
  0x6c,
  leafWbxml(0x31, '1.2'),
  leafWbxml(0x32, 'DM/1.2'),
  leafWbxml(0x25, '1'),
  leafWbxml(0x1b, '1'),
  0x6e,
  leafWbxml(0x17, 's'),
  0x01,
  0x67,
  leafWbxml(0x17, 'd'),
  0x01,
  0x01,
);

/** A whole test message around the content of its body. */
export function messageWbxml(
  body: Uint8Array,
  start: Uint8Array = WBXML_START,
  root: number | Uint8Array = 0x6d,
): Uint8Array {
  return octets(start, root, WBXML_HEADER, 0x6b, body, 0x01, 0x01);
}
