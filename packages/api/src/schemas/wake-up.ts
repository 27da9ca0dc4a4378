import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, DeviceId, Instant, pageOf } from './common.ts';

export const WakeUpAddress = Type.Union(
  [
    Type.Object(
      {
        bearer: Type.Literal('udp'),
        address: Type.String({
          pattern: '^([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[1-9][0-9]{0,4})?$',
          description: 'Host or address, and port when it is not 2948: `192.0.2.1`, `[2001:db8::1]:5000`.',
        }),
      },
      CLOSED,
    ),
    Type.Object({ bearer: Type.Enum(['mqtt', 'websocket']) }, CLOSED),
    Type.Object(
      { bearer: Type.Enum(['pap', 'smpp']), msisdn: Type.String({ pattern: '^\\+?[0-9]{3,20}$' }) },
      CLOSED,
    ),
  ],
  { title: 'WakeUpAddress' },
);

/** Where triggers reach a device, the preferred way first. */
export const WakeUpAddresses = Type.Array(WakeUpAddress, { maxItems: API_LIMITS.wakeUpAddressesMax });

/** spec/omadm.md §6.1 */
const UiMode = Type.Enum(['unspecified', 'background', 'informative', 'interactive']);

export const NewWakeUp = Type.Object(
  {
    uiMode: Type.Optional(UiMode),
    expiresInSeconds: Type.Optional(
      Type.Integer({ minimum: API_LIMITS.wakeUpSecondsMin, maximum: API_LIMITS.wakeUpSecondsMax }),
    ),
  },
  { ...CLOSED, title: 'NewWakeUp' },
);

export const WakeUp = Type.Object(
  {
    id: Type.String(),
    deviceId: DeviceId,
    sessionId: Type.Integer({
      description: 'In the trigger, and in hexadecimal in the session that answers it.',
    }),
    uiMode: UiMode,
    state: Type.Enum(['queued', 'sent', 'answered', 'expired']),
    reason: Type.String(),
    tries: Type.Integer(),
    sentAt: Type.Optional(Instant),
    nextCheckAt: Type.Union([Instant, Type.Null()]),
    askedAt: Instant,
    expiresAt: Instant,
    answeredAt: Type.Optional(Instant),
    sessionKey: Type.Optional(Type.String()),
  },
  { title: 'WakeUp' },
);

export const WakeUpPage = pageOf('WakeUpPage', WakeUp);
