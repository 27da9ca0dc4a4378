import { buildTrigger } from '../src/notification/build-trigger.ts';
import { readTrigger } from '../src/notification/read-trigger.ts';
import { readWapPush } from '../src/notification/read-wap-push.ts';
import { joinSmsParts, readSmsUserData, smsUserData } from '../src/notification/sms.ts';
import { wapPush } from '../src/notification/wap-push.ts';

const ports = { md5: (): Uint8Array => new Uint8Array(16) };
const trigger = buildTrigger(
  {
    serverId: 'a.example',
    secret: 's',
    nonce: '',
    sessionId: 0x1a2b,
    uiMode: 'background',
    initiator: 'server',
  },
  ports,
);
const pdu = wapPush(trigger, 1);

export const tokens: readonly (string | Uint8Array)[] = [
  ...[
    [0x06, 0x05, 0x04, 0x0b, 0x84],
    [0x00, 0x03, 1, 2, 1],
    [0x08, 0x04, 0, 1, 2, 1],
    [0xc4],
    [0xb6],
    [0xaf, 0x87],
  ],
  ...[
    [0x1f, 0x2d],
    [0x91, 0x81],
    [0x92],
    [0x03, 0x81, 0xea, 0x00],
    [0xff, 0xff, 0xff, 0xff, 0x7f],
    [0x81, 0x00],
  ],
].map((octets) => Uint8Array.from(octets));
export const seeds: readonly Uint8Array[] = [
  trigger,
  pdu,
  ...smsUserData(pdu, 1),
  ...smsUserData(new Uint8Array(300), 7),
];

/** Octets of a short message, of a push or of a notification are none or say what stands in them. */
export function fuzz(data: Uint8Array): void {
  const part = readSmsUserData(data);
  if (part !== undefined && (part.sequence < 1 || part.sequence > part.total))
    throw new Error('place of a part');
  const push = readWapPush((part && joinSmsParts([part])) ?? data);
  if (push !== undefined && push.body.length > data.length) throw new Error('more octets than came');
  const octets = push?.body ?? data;
  const read = readTrigger(octets);
  if (read === undefined) return;
  const named = new TextEncoder().encode(read.serverId).length;
  if (16 + 8 + named + read.vendor.length !== octets.length) throw new Error('octets that belong to nothing');
  if (read.sessionId < 1 || read.sessionId > 0xffff) throw new Error(`session id ${read.sessionId}`);
}
