import type { Account } from '@scomo/dm';
import { ConfigError } from '../base/config-error.ts';
import type { AgentConfig } from '../config.ts';
import { listenUdp } from './listen-udp.ts';
import { listenWebSocket } from './listen-websocket.ts';
import { listenMqtt } from './mqtt/listen-mqtt.ts';

/** Listens on every bearer of the configuration. Throws ConfigError when a port cannot be had. */
export async function listen(
  config: AgentConfig,
  account: () => Account,
  push: (pdu: Uint8Array) => void,
  say: (line: string) => void,
): Promise<{ close(): void }> {
  const { udp, mqtt, websocket } = config.wakeUp;
  const open: { close(): void }[] = [];
  if (udp !== undefined) {
    try {
      open.push(await listenUdp(udp, push));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ConfigError(`wakeUp.udp: cannot listen: ${why}`);
    }
  }
  if (mqtt !== undefined) open.push(listenMqtt(mqtt.url, config.deviceId, push, say));
  if (websocket) open.push(listenWebSocket(config.serverUrl, account, push, say));
  return {
    close: () => {
      for (const each of open) each.close();
    },
  };
}
