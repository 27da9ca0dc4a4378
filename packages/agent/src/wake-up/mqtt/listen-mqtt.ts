import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createBell } from '../../base/bell.ts';
import { LIMITS } from '../../base/limits.ts';
import { backoffDelay } from '../../scheduler.ts';
import {
  connectPacket,
  type FromBroker,
  pingPacket,
  pubackPacket,
  readPackets,
  subscribePacket,
} from './packets.ts';

/** Listens on the device's topic until it is closed, connecting again whenever the broker is lost. MQTT 3.1.1 */
export function listenMqtt(
  url: string,
  deviceId: string,
  push: (pdu: Uint8Array) => void,
  say: (line: string) => void,
): { close(): void } {
  const stop = new AbortController();
  void (async () => {
    for (let failures = 1; !stop.signal.aborted; failures += 1) {
      const why = await listenOnce(new URL(url), deviceId, stop.signal, push, () => {
        failures = 0;
        say('wake-up: listens at the MQTT broker');
      });
      if (stop.signal.aborted) return;
      if (failures <= 1) say(`wake-up: the MQTT broker is lost: ${why}`);
      await createBell().wait(backoffDelay(Math.max(failures, 1), Math.random(), 0), stop.signal);
    }
  })();
  return { close: () => stop.abort() };
}

/** Resolves with the reason when the connection has ended, however. */
function listenOnce(
  url: URL,
  deviceId: string,
  signal: AbortSignal,
  push: (pdu: Uint8Array) => void,
  ready: () => void,
): Promise<string> {
  return new Promise((done) => {
    const socket = open(url);
    let why = 'it closed the connection';
    let rest: Uint8Array = new Uint8Array();
    const end = (reason: string) => {
      why = reason;
      socket.destroy();
    };
    const stopped = () => end('stopped');
    const ping = setInterval(() => socket.write(pingPacket()), LIMITS.mqttKeepAliveMs);
    signal.addEventListener('abort', stopped);
    socket.setTimeout(2 * LIMITS.mqttKeepAliveMs, () => end('it is silent'));
    socket.on('error', (error) => end(error.message));
    socket.on('close', () => {
      clearInterval(ping);
      signal.removeEventListener('abort', stopped);
      done(why);
    });
    socket.on('data', (data) => {
      try {
        const read = readPackets(rest.length === 0 ? data : Buffer.concat([rest, data]));
        rest = read.rest;
        for (const each of read.packets) take(each);
      } catch (error) {
        end(error instanceof Error ? error.message : String(error));
      }
    });
    const take = (packet: FromBroker) => {
      if (packet.kind === 'connack') {
        if (packet.code === 0) socket.write(subscribePacket(wakeUpTopic(deviceId)));
        else end(`it refuses us (${packet.code})`);
      } else if (packet.kind === 'suback') {
        if (packet.granted) ready();
        else end('it refuses the topic');
      } else if (packet.kind === 'publish') {
        if (packet.id !== undefined) socket.write(pubackPacket(packet.id));
        push(packet.payload);
      }
    };
    socket.write(
      connectPacket({
        clientId: deviceId,
        name: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        keepAliveSeconds: (2 * LIMITS.mqttKeepAliveMs) / 1000,
      }),
    );
  });
}

function open({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, '');
  return protocol === 'mqtts:'
    ? connectTls({ host, port: Number(port || 8883), servername: host })
    : connect({ host, port: Number(port || 1883) });
}

function wakeUpTopic(deviceId: string): string {
  return `scomo/wake-up/${encodeURIComponent(deviceId)}`;
}
