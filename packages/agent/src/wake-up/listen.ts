import { ConfigError } from '../base/config-error.ts';
import { listenUdp } from './listen-udp.ts';
import type { WakeUpConfig } from './wake-up-config.ts';

/** Listens on every bearer of the configuration. Throws ConfigError when one cannot be had. */
export async function listen(
  { udp }: WakeUpConfig,
  push: (pdu: Uint8Array) => void,
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
  return {
    close: () => {
      for (const each of open) each.close();
    },
  };
}
