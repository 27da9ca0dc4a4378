import { notification } from '@scomo/dm';
import { connect, type MqttClient } from 'mqtt';
import { WAKE_UP_TIMES } from '../limits.ts';
import type { Log } from '../log.ts';
import type { Bearer } from './bearer.ts';

/** What a broker of MQTT 5 answers when nobody listens on a topic. */
const NO_SUBSCRIBERS = 0x10;

/** A WAP push PDU to the device's own topic, at least once. @param url of the broker; absent: nothing goes by MQTT. */
export function mqttBearer(url: string | undefined, log: Log): Bearer<'mqtt'> {
  const client = url === undefined ? undefined : connectTo(url, log);
  // The library keeps to itself what a broker says of a message that it has taken.
  const unheard = new Set<number>();
  client?.on('packetreceive', (packet) => {
    const { cmd, messageId } = packet;
    if (cmd === 'puback' && packet.reasonCode === NO_SUBSCRIBERS && messageId !== undefined)
      unheard.add(messageId);
  });
  return {
    async send(deviceId, _to, trigger) {
      if (client === undefined) throw new Error('SCOMO_MQTT_URL is not set');
      if (!client.connected) throw new Error('the MQTT broker cannot be reached');
      const pdu = Buffer.from(notification.wapPush(trigger, 0));
      const id = await publish(client, wakeUpTopic(deviceId), pdu);
      if (unheard.delete(id)) throw new Error('the device does not listen at the MQTT broker');
    },
    close: async () => client?.endAsync(true),
  };
}

/** The topic that a device listens on. */
function wakeUpTopic(deviceId: string): string {
  return `scomo/wake-up/${encodeURIComponent(deviceId)}`;
}

function connectTo(url: string, log: Log): MqttClient {
  const { connectMs, retryMs } = WAKE_UP_TIMES;
  const client = connect(url, { protocolVersion: 5, connectTimeout: connectMs, reconnectPeriod: retryMs });
  let told = '';
  client.on('connect', () => {
    told = '';
  });
  client.on('error', (error) => {
    if (told !== error.message) log.warn({ err: error }, 'MQTT broker');
    told = error.message;
  });
  return client;
}

/** Resolves with the message's number when the broker has taken it; rejects when it has not in time. */
function publish(client: MqttClient, topic: string, payload: Buffer): Promise<number> {
  return new Promise((done, failed) => {
    const late = () => failed(new Error('the MQTT broker does not answer'));
    const timer = setTimeout(late, WAKE_UP_TIMES.answerMs);
    client.publish(topic, payload, { qos: 1 }, (error, packet) => {
      clearTimeout(timer);
      if (error) failed(error);
      else done(packet?.messageId ?? 0);
    });
  });
}
