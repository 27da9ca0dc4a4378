import { notification } from '@scomo/dm';
import type { WakeUpStore } from '@scomo/fleet';
import type { Bearer } from './bearer.ts';

/** A WAP push PDU to all servers on the database: whichever holds sockets of the device passes it on. */
export function websocketBearer(store: Pick<WakeUpStore, 'announce'>): Bearer<'websocket'> {
  return {
    send: (deviceId, _to, trigger) => store.announce(deviceId, notification.wapPush(trigger, 0)),
    close: async () => undefined,
  };
}
