import { Cursor, MalformedOctets } from '../cursor.ts';
import { LIMITS } from '../limits.ts';
import type { WapPush } from './wap-push.ts';
import { WSP } from './wsp.ts';

/** First octets of texts; below are lengths, above well-known codes. */
const TEXT_MIN = 0x20;
const NOTIFICATION_TYPE = 'application/vnd.syncml.notification';

/**
 * Takes a WSP Push PDU apart; undefined when it is malformed, over the limit, or concerns neither notifications (media
 * type and application id by their codes) nor client provisioning. Other headers are passed over. spec/omadm.md §6.3, §6.5
 */
export function readWapPush(pdu: Uint8Array): WapPush | undefined {
  if (pdu.length > LIMITS.pushBytesMax) return undefined;
  try {
    return readPush(new Cursor(pdu));
  } catch (error) {
    if (error instanceof MalformedOctets) return undefined;
    throw error;
  }
}

function readPush(cursor: Cursor): WapPush | undefined {
  const transactionId = cursor.byte();
  if (cursor.byte() !== WSP.push) return undefined;
  const headers = new Cursor(cursor.take(cursor.multiByte()));
  const body = cursor.rest();
  const type = readContentType(headers);
  const applicationId = readApplicationId(headers);
  if (type?.code === WSP.contentType.notification) {
    return applicationId === WSP.syncmlDm ? { kind: 'notification', transactionId, body } : undefined;
  }
  if (type?.code !== WSP.contentType.connectivity) return undefined;
  const { sec, mac } = type;
  return {
    kind: 'connectivity',
    transactionId,
    ...(sec === undefined ? {} : { sec }),
    ...(mac === undefined ? {} : { mac }),
    body,
  };
}

interface ContentType {
  readonly code: number;
  readonly sec?: number;
  readonly mac?: string;
}

/**
 * A media type by its code, alone or with parameters behind a length. As text only that of notifications is known: Kannel
 * writes it so.
 */
function readContentType(headers: Cursor): ContentType | undefined {
  const first = headers.byte();
  if (first >= WSP.short) return { code: first & ~WSP.short };
  if (first >= TEXT_MIN) {
    const text = String.fromCharCode(first) + headers.text();
    return text.toLowerCase() === NOTIFICATION_TYPE ? { code: WSP.contentType.notification } : undefined;
  }
  const value = new Cursor(headers.take(lengthOf(first, headers)));
  const code = value.byte();
  if (code < WSP.short) return undefined;
  let sec: number | undefined;
  let mac: string | undefined;
  while (value.left > 0) {
    const name = value.byte();
    if (name === (WSP.secParameter | WSP.short)) sec = shortInteger(value);
    else if (name === (WSP.macParameter | WSP.short)) mac = value.text();
    else skipNamed(name, value);
  }
  return {
    code: code & ~WSP.short,
    ...(sec === undefined ? {} : { sec }),
    ...(mac === undefined ? {} : { mac }),
  };
}

/** X-Wap-Application-Id among the headers after the content type. */
function readApplicationId(headers: Cursor): number | undefined {
  let found: number | undefined;
  while (headers.left > 0) {
    const name = headers.byte();
    const value = headers.bytes[headers.pos] ?? 0;
    if (name === (WSP.applicationIdHeader | WSP.short) && value >= WSP.short) found = shortInteger(headers);
    else skipNamed(name, headers);
  }
  return found;
}

function shortInteger(cursor: Cursor): number {
  const octet = cursor.byte();
  if (octet < WSP.short) throw new MalformedOctets(cursor.pos - 1, 'no short integer');
  return octet & ~WSP.short;
}

function lengthOf(first: number, cursor: Cursor): number {
  return first === WSP.longLength ? cursor.multiByte() : first;
}

/** Steps over the value of a header or parameter, whose name was read up to its first octet. */
function skipNamed(name: number, cursor: Cursor): void {
  if (name < TEXT_MIN) throw new MalformedOctets(cursor.pos - 1, 'no name');
  if (name < WSP.short) cursor.text();
  const first = cursor.byte();
  if (first >= WSP.short) return;
  if (first >= TEXT_MIN) cursor.text();
  else cursor.take(lengthOf(first, cursor));
}
