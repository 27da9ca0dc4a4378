import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../../base/limits.ts';
import {
  connectPacket,
  MqttError,
  pingPacket,
  pubackPacket,
  readPackets,
  subscribePacket,
} from './packets.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const octets = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const login = { clientId: 'dev', name: '', password: '', keepAliveSeconds: 120 };

const written: readonly (readonly [string, Uint8Array, string])[] = [
  ['CONNECT', connectPacket(login), '10 0f 0004 4d515454 04 02 0078 0003 646576'],
  [
    'CONNECT with name and password',
    connectPacket({ ...login, name: 'u', password: 'pw' }),
    '10 16 0004 4d515454 04 c2 0078 0003 646576 0001 75 0002 7077',
  ],
  ['SUBSCRIBE', subscribePacket('a/b'), '82 08 0001 0003 612f62 01'],
  ['PUBACK', pubackPacket(0x1234), '40 02 1234'],
  ['PINGREQ', pingPacket(), 'c0 00'],
];
for (const [title, bytes, expected] of written) {
  test(`written: ${title}`, () => assert.equal(hex(bytes), hex(octets(expected))));
}
test('a length of more than 127 octets is written in two', () =>
  assert.equal(hex(subscribePacket('x'.repeat(200)).subarray(0, 3)), '82cd01'));

const read: readonly (readonly [string, string, unknown])[] = [
  ['CONNACK', '20 02 00 05', { kind: 'connack', code: 5 }],
  ['SUBACK', '90 03 0001 01', { kind: 'suback', granted: true }],
  ['SUBACK of a refusal', '90 03 0001 80', { kind: 'suback', granted: false }],
  ['PUBLISH', '30 05 0001 74 0102', { kind: 'publish', payload: octets('0102') }],
  [
    'PUBLISH to be acknowledged',
    '32 07 0001 74 1234 0102',
    { kind: 'publish', id: 0x1234, payload: octets('0102') },
  ],
  ['PUBLISH of nothing, retained', '31 03 0001 74', { kind: 'publish', payload: octets('') }],
  ['PINGRESP', 'd0 00', { kind: 'pong' }],
];
for (const [title, bytes, expected] of read) {
  test(`read: ${title}`, () => {
    const { packets, rest } = readPackets(octets(`${bytes} 30`));
    const plain = packets.map((packet) =>
      packet.kind === 'publish' ? { ...packet, payload: Buffer.from(packet.payload) } : packet,
    );
    assert.deepEqual([plain, hex(rest)], [[expected], '30']);
  });
}

const bad: readonly (readonly [string, string])[] = [
  ['a type that brokers do not send', '10 00'],
  ['CONNACK too short', '20 01 00'],
  ['CONNACK too long', '20 03 00 00 00'],
  ['SUBACK for another packet', '90 03 0002 01'],
  ['PUBLISH of quality 2', '34 07 0001 74 1234 0102'],
  ['PUBLISH with a topic that is cut off', '30 03 0009 74'],
  ['PUBLISH without its id', '32 03 0001 74'],
  ['PUBLISH of nothing at all', '30 00'],
  ['a length of five octets', '30 80 80 80 80 01'],
];
for (const [title, bytes] of bad) {
  test(`refused: ${title}`, () => assert.throws(() => readPackets(octets(bytes)), MqttError));
}

test('a packet has the length of the limit at most', () => {
  const head = (length: number) => Uint8Array.of(0x30, (length & 0x7f) | 0x80, length >> 7);
  assert.deepEqual(readPackets(head(LIMITS.mqttPacketBytesMax)).packets, []);
  assert.throws(() => readPackets(head(LIMITS.mqttPacketBytesMax + 1)), MqttError);
});
