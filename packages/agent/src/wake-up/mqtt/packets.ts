import { LIMITS } from '../../base/limits.ts';

/** Control packets of MQTT 3.1.1 as far as one who only listens needs them. MQTT 3.1.1 §2, §3 */
const TYPE = { connect: 1, connack: 2, publish: 3, puback: 4, subscribe: 8, suback: 9, ping: 12, pong: 13 };
const KEEP_NOTHING = 0x02;
const WITH_PASSWORD = 0x40;
const WITH_NAME = 0x80;
const SUBSCRIBE_FLAGS = 0x02;
const FAILURE = 0x80;

/** What a broker sends to one who listens. */
export type FromBroker =
  /** `code` 0: connected. */
  | { readonly kind: 'connack'; readonly code: number }
  | { readonly kind: 'suback'; readonly granted: boolean }
  /** `id` when it wants to be acknowledged. */
  | { readonly kind: 'publish'; readonly id?: number; readonly payload: Uint8Array }
  | { readonly kind: 'pong' };

/** The broker does not keep to the protocol, or to our limits: the connection is of no use. */
export class MqttError extends Error {
  override readonly name = 'MqttError';
}

export interface Login {
  readonly clientId: string;
  readonly name: string;
  readonly password: string;
  readonly keepAliveSeconds: number;
}

export function connectPacket({ clientId, name, password, keepAliveSeconds }: Login): Buffer {
  const flags =
    KEEP_NOTHING | (name === '' ? 0 : WITH_NAME) | (name === '' || password === '' ? 0 : WITH_PASSWORD);
  const texts = [
    clientId,
    ...(flags & WITH_NAME ? [name] : []),
    ...(flags & WITH_PASSWORD ? [password] : []),
  ];
  const start = [...text('MQTT'), 4, flags, keepAliveSeconds >> 8, keepAliveSeconds & 0xff];
  return packet(TYPE.connect, 0, Buffer.concat([Buffer.from(start), ...texts.map(text)]));
}

/** At least once each. */
export function subscribePacket(topic: string): Buffer {
  return packet(TYPE.subscribe, SUBSCRIBE_FLAGS, Buffer.concat([Buffer.of(0, 1), text(topic), Buffer.of(1)]));
}

export function pubackPacket(id: number): Buffer {
  return packet(TYPE.puback, 0, Buffer.of(id >> 8, id & 0xff));
}

export function pingPacket(): Buffer {
  return packet(TYPE.ping, 0, Buffer.of());
}

/** The whole packets at the beginning of what has come, and the rest. Throws MqttError. */
export function readPackets(bytes: Uint8Array): {
  readonly packets: readonly FromBroker[];
  readonly rest: Uint8Array;
} {
  const packets: FromBroker[] = [];
  let at = 0;
  for (;;) {
    const length = remainingLength(bytes, at + 1);
    if (length === undefined || length.end + length.value > bytes.length) break;
    packets.push(read(bytes[at] ?? 0, bytes.subarray(length.end, length.end + length.value)));
    at = length.end + length.value;
  }
  return { packets, rest: bytes.subarray(at) };
}

function read(head: number, body: Uint8Array): FromBroker {
  const [a, b, c] = body;
  switch (head >> 4) {
    case TYPE.connack:
      if (b === undefined || c !== undefined) throw new MqttError('CONNACK of a wrong length');
      return { kind: 'connack', code: b };
    case TYPE.suback:
      if (a !== 0 || b !== 1 || c === undefined) throw new MqttError('SUBACK for nothing that was asked');
      return { kind: 'suback', granted: c < FAILURE };
    case TYPE.publish:
      return readPublish((head >> 1) & 3, body);
    case TYPE.pong:
      return { kind: 'pong' };
    default:
      throw new MqttError(`packet of type ${head >> 4}`);
  }
}

function readPublish(quality: number, body: Uint8Array): FromBroker {
  if (quality > 1) throw new MqttError(`quality of service ${quality}, which was not asked for`);
  const [high = 0, low = 0] = body;
  const payloadStart = 2 + (high << 8) + low + 2 * quality;
  if (body.length < 2 || payloadStart > body.length) throw new MqttError('PUBLISH is cut off');
  const payload = body.slice(payloadStart);
  if (quality === 0) return { kind: 'publish', payload };
  return {
    kind: 'publish',
    id: ((body[payloadStart - 2] ?? 0) << 8) | (body[payloadStart - 1] ?? 0),
    payload,
  };
}

/** Seven bits an octet, the lowest first, at most four octets; undefined while it is not all there. MQTT 3.1.1 §2.2.3 */
function remainingLength(
  bytes: Uint8Array,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let n = 0; n < 4; n += 1) {
    const octet = bytes[start + n];
    if (octet === undefined) return undefined;
    value += (octet & 0x7f) * 0x80 ** n;
    if (value > LIMITS.mqttPacketBytesMax) throw new MqttError(`packet of ${value} octets or more`);
    if (octet < 0x80) return { value, end: start + n + 1 };
  }
  throw new MqttError('length of more than four octets');
}

function packet(type: number, flags: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let left = body.length; ; left >>= 7) {
    length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left);
    if (left <= 0x7f) break;
  }
  return Buffer.concat([Buffer.of((type << 4) | flags, ...length), body]);
}

function text(value: string): Buffer {
  const octets = Buffer.from(value);
  return Buffer.concat([Buffer.of(octets.length >> 8, octets.length & 0xff), octets]);
}
