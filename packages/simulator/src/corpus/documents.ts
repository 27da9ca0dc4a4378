import { octets } from './case.ts';

const HEADER =
  '<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>' +
  '<Target><LocURI>http://127.0.0.1/dm</LocURI></Target><Source><LocURI>IMEI:nobody</LocURI></Source></SyncHdr>';

/** An XML message of a device that nobody knows. */
export function xmlMessage(body: string, header: string = HEADER): string {
  return `<SyncML xmlns="SYNCML:SYNCML1.2">${header}<SyncBody>${body}</SyncBody></SyncML>`;
}

/** The same around the Data of an Item. */
export function xmlValue(data: string): string {
  return xmlMessage(`<Replace><CmdID>1</CmdID><Item><Data>${data}</Data></Item></Replace><Final/>`);
}

/** The message with some text of its header changed. */
export function xmlHeader(from: string, to: string): string {
  return xmlMessage('<Final/>', HEADER.replace(from, to));
}

/** A WBXML leaf of page 0. */
export function leaf(token: number, text: string): Uint8Array {
  return octets(token | 0x40, 3, text, 0, 1);
}

/** Version 1.2, DM 1.2, UTF-8, no string table. */
export const START: Uint8Array = octets(0x02, 0xa4, 0x01, 0x6a, 0x00);

const WBXML_HEADER = octets(
  ...[0x6c, leaf(0x31, '1.2'), leaf(0x32, 'DM/1.2'), leaf(0x25, '1'), leaf(0x1b, '1')],
  ...[0x6e, leaf(0x17, 'http://127.0.0.1/dm'), 0x01, 0x67, leaf(0x17, 'IMEI:nobody'), 0x01, 0x01],
);

/** A WBXML message of a device that nobody knows. */
export function wbxmlMessage(
  body: Uint8Array,
  start: Uint8Array = START,
  root: Uint8Array = octets(0x6d),
): Uint8Array {
  return octets(start, root, WBXML_HEADER, 0x6b, body, 0x01, 0x01);
}

/** The same around the Data of an Item; `start` is what stands before the root. */
export function wbxmlValue(data: Uint8Array, start: Uint8Array = START): Uint8Array {
  return wbxmlMessage(octets(0x60, leaf(0x0b, '1'), 0x54, 0x4f, data, 1, 1, 1), start);
}

/** Everything before the root, with a string table. */
export function startWithTable(text: string): Uint8Array {
  return octets(0x02, 0xa4, 0x01, 0x6a, Buffer.byteLength(text), text);
}
