import assert from 'node:assert/strict';
import { LIMITS } from '../src/base/limits.ts';
import { MqttError, readPackets } from '../src/wake-up/mqtt/packets.ts';

/** What a broker sends: read at once or octet by octet, it is the same, and nothing is kept beyond the limit. */
export function fuzz(data: Uint8Array): void {
  const whole = outcome(() => readPackets(data).packets);
  const parts = outcome(() => inPieces(data));
  if (typeof whole === 'string') assert.equal(typeof parts, 'string', 'only a fault when it comes at once');
  else assert.deepEqual(parts, whole);
}

function inPieces(data: Uint8Array) {
  let rest: Uint8Array = new Uint8Array();
  return [...data].flatMap((octet) => {
    const read = readPackets(Uint8Array.of(...rest, octet));
    ({ rest } = read);
    assert.ok(rest.length <= LIMITS.mqttPacketBytesMax + 5, 'more is kept than a packet may have');
    return read.packets;
  });
}

function outcome<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof MqttError) return error.message;
    throw error;
  }
}

export const seeds = [
  Uint8Array.of(0x20, 2, 0, 0, 0x90, 3, 0, 1, 1, 0xd0, 0),
  Uint8Array.of(0x32, 9, 0, 1, 0x74, 0, 7, 1, 2, 3, 4, 0x30, 4, 0, 1, 0x74, 9),
];
export const tokens = [
  Uint8Array.of(0x80, 0x80, 0x80, 1),
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x34),
  Uint8Array.of(0x20, 2),
];
