import { ConfigError } from '../base/config-error.ts';
import type { AgentConfig } from '../config.ts';
import { listenUdp } from './listen-udp.ts';
import { listenMqtt } from './mqtt/listen-mqtt.ts';

/** Listens on every bearer of the configuration. Throws ConfigError when a port cannot be had. */
export async function listen(
  { wakeUp: { udp, mqtt }, deviceId }: AgentConfig,
  push: (pdu: Uint8Array) => void,
  say: (line: string) => void,
): Promise<{ close(): void }> {
  const open: { close(): void }[] = [];
  if (udp !== undefined) {
    try {
      open.push(await listenUdp(udp, push));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ConfigError(`wakeUp.udp: cannot listen: ${why}`);
    }
  }
  if (mqtt !== undefined) open.push(listenMqtt(mqtt.url, deviceId, push, say));
  return {
    close: () => {
      for (const each of open) each.close();
    },
  };
}
