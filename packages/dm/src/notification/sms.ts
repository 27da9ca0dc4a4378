import { Cursor, MalformedOctets } from '../cursor.ts';
import { LIMITS } from '../limits.ts';
import { concat } from '../octets.ts';

/** Octets of one 8-bit short message. spec/omadm.md §6.3 */
const USER_DATA_BYTES = 140;

/** Where WAP push is listened for. spec/omadm.md §6.3 */
const PUSH_PORT = 2948;

/** Source port that our notifications bear; any will do. spec/omadm.md §6.3 */
export const SOURCE_PORT = 0xc002;

/** Information elements of a user data header. spec/omadm.md §6.3 */
const ELEMENT = { concatenation8: 0x00, ports16: 0x05, concatenation16: 0x08 } as const;

/** Octets of the header of one message of several: its length, ports, place. */
const PART_HEADER_BYTES = 12;

/** One short message to the push port. A message that stands alone is part 1 of 1. */
export interface SmsPart {
  readonly sourcePort: number;
  /** Common to the parts of one PDU, 0 for a single one. */
  readonly reference: number;
  readonly total: number;
  /** From 1. */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/**
 * TP-User-Data, header included, of the 8-bit short messages that carry a push PDU: one, or several with an 8-bit
 * reference. @throws Error for a PDU over the limit or a reference that is no octet. spec/omadm.md §6.3
 */
export function smsUserData(
  pdu: Uint8Array,
  reference: number,
  sourcePort = SOURCE_PORT,
): readonly Uint8Array[] {
  if (pdu.length > LIMITS.pushBytesMax) throw new Error(`push of ${pdu.length} octets for short messages`);
  if (!Number.isInteger(reference) || reference < 0 || reference > 0xff) {
    throw new Error(`reference ${reference} is no octet`);
  }
  const ports = [ELEMENT.ports16, 4, PUSH_PORT >> 8, PUSH_PORT & 0xff, sourcePort >> 8, sourcePort & 0xff];
  if (1 + ports.length + pdu.length <= USER_DATA_BYTES) return [concat([ports.length], ports, pdu)];
  const room = USER_DATA_BYTES - PART_HEADER_BYTES;
  const total = Math.ceil(pdu.length / room);
  return Array.from({ length: total }, (_, index) => {
    const place = [ELEMENT.concatenation8, 3, reference, total, index + 1];
    return concat([PART_HEADER_BYTES - 1], ports, place, pdu.subarray(index * room, (index + 1) * room));
  });
}

/** Takes TP-User-Data apart; undefined when its header is malformed, its place impossible or its port not that of push. */
export function readSmsUserData(userData: Uint8Array): SmsPart | undefined {
  if (userData.length > USER_DATA_BYTES) return undefined;
  try {
    const cursor = new Cursor(userData);
    const header = new Cursor(cursor.take(cursor.byte()));
    return readHeader(header, cursor.rest());
  } catch (error) {
    if (error instanceof MalformedOctets) return undefined;
    throw error;
  }
}

function readHeader(header: Cursor, payload: Uint8Array): SmsPart | undefined {
  let sourcePort: number | undefined;
  let [reference, total, sequence] = [0, 1, 1];
  while (header.left > 0) {
    const element = header.byte();
    const value = header.take(header.byte());
    const [a = 0, b = 0, c = 0, d = 0] = value;
    if (element === ELEMENT.ports16) {
      if (value.length !== 4 || ((a << 8) | b) !== PUSH_PORT) return undefined;
      sourcePort = (c << 8) | d;
    } else if (element === ELEMENT.concatenation8) {
      if (value.length !== 3) return undefined;
      [reference, total, sequence] = [a, b, c];
    } else if (element === ELEMENT.concatenation16) {
      if (value.length !== 4) return undefined;
      [reference, total, sequence] = [(a << 8) | b, c, d];
    }
  }
  if (sourcePort === undefined || sequence < 1 || sequence > total) return undefined;
  return { sourcePort, reference, total, sequence, payload };
}

/**
 * Push PDU of the parts of one reference, in any order and some perhaps twice; undefined while one is missing, when
 * they do not belong together, or when there are more than the limit.
 */
export function joinSmsParts(parts: readonly SmsPart[]): Uint8Array | undefined {
  const [first] = parts;
  if (first === undefined || first.total > LIMITS.smsPartsMax) return undefined;
  const payloads: (Uint8Array | undefined)[] = Array.from({ length: first.total });
  for (const part of parts) {
    const alike =
      part.reference === first.reference &&
      part.total === first.total &&
      part.sourcePort === first.sourcePort;
    if (!alike) return undefined;
    payloads[part.sequence - 1] ??= part.payload;
  }
  const whole = payloads.filter((payload) => payload !== undefined);
  return whole.length === first.total ? concat(...whole) : undefined;
}
