import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, DeviceId, DeviceTypeName, Instant, pageOf, StringMap, Text } from './common.ts';
import { WakeUpAddresses } from './wake-up.ts';

const ProfileName = Type.String({
  pattern: '^[a-z0-9-]{1,32}$',
  description: 'How to deal with the client: default, aosp, samsung, mediatek … A type may prescribe it.',
});

const Link = Type.Enum(['metered', 'unmetered'], {
  description: 'What bytes cost the devices of this type.',
});
const DirectBytes = Type.Integer({
  minimum: 0,
  maximum: API_LIMITS.directBytesMax,
  description: 'Larger packages never go inside a session unless a task says `direct`.',
});

export const DeviceType = Type.Object(
  {
    name: DeviceTypeName,
    description: Text,
    legacy: Type.Boolean({ description: 'Weak secrets and no authentication may be used.' }),
    profile: Type.Optional(ProfileName),
    weakBootstrap: Type.Boolean({
      description: 'Bootstrap documents may be signed with NETWORKID or USERPIN alone, or with a short PIN.',
    }),
    resync: Type.Boolean({
      description:
        'Devices may open a session with the zero nonce, once a day; their secrets are changed then. Weak.',
    }),
    link: Link,
    directBytesMax: Type.Optional(DirectBytes),
    createdAt: Instant,
  },
  { title: 'DeviceType' },
);

export const NewDeviceType = Type.Object(
  {
    name: DeviceTypeName,
    description: Type.Optional(Text),
    legacy: Type.Optional(Type.Boolean()),
    profile: Type.Optional(ProfileName),
    weakBootstrap: Type.Optional(Type.Boolean()),
    resync: Type.Optional(Type.Boolean()),
    link: Type.Optional(Link),
    directBytesMax: Type.Optional(DirectBytes),
  },
  { ...CLOSED, title: 'NewDeviceType' },
);

export const DeviceTypePage = pageOf('DeviceTypePage', DeviceType);

const deviceFields = {
  deviceId: DeviceId,
  deviceType: DeviceTypeName,
  labels: StringMap,
  info: Type.Record(Type.String(), Type.String(), { description: 'DevInfo leaves as last sent.' }),
  profile: ProfileName,
  learnt: Type.Optional(
    Type.Object(
      {
        userAgent: Type.Optional(Type.String()),
        lists: Type.Optional(Type.Enum(['refused'])),
        nodes: Type.Optional(Type.String()),
      },
      { description: 'What sessions have taught of the client.' },
    ),
  ),
  wakeUp: WakeUpAddresses,
  createdAt: Instant,
  lastSeenAt: Type.Optional(Instant),
  inventoryAt: Type.Optional(Instant),
};

export const Device = Type.Object(deviceFields, { title: 'Device' });
export const DevicePage = pageOf('DevicePage', Device);

/** How the two sides prove themselves. design.md §5 */
export const AuthScheme = Type.Enum(['basic', 'md5', 'hmac', 'mtls', 'none']);

const Secret = Type.String({ minLength: 1, maxLength: API_LIMITS.secretCharsMax });
const Name = Type.String({ minLength: 1, maxLength: API_LIMITS.nameCharsMax });

export const NewAuth = Type.Object(
  {
    scheme: AuthScheme,
    clientName: Type.Optional(Name),
    clientSecret: Type.Optional(Secret),
    serverId: Type.Optional(Name),
    serverSecret: Type.Optional(Secret),
    certificateFingerprint: Type.Optional(
      Type.String({
        maxLength: 95,
        description: 'For mtls: SHA-256 of the device’s certificate, 64 hexadecimal digits, colons allowed.',
      }),
    ),
  },
  { ...CLOSED, title: 'NewAuth' },
);

export const NewDevice = Type.Object(
  {
    deviceId: DeviceId,
    deviceType: DeviceTypeName,
    labels: Type.Optional(Type.Record(Type.String(), Text, { maxProperties: API_LIMITS.labelsMax })),
    auth: Type.Optional(NewAuth),
    wakeUp: Type.Optional(WakeUpAddresses),
  },
  { ...CLOSED, title: 'NewDevice' },
);

export const DeviceChange = Type.Object({ wakeUp: WakeUpAddresses }, { ...CLOSED, title: 'DeviceChange' });

/** What both sides use to prove themselves: the only time that secrets leave the server. */
export const Credentials = Type.Object(
  {
    scheme: AuthScheme,
    clientName: Type.String(),
    clientSecret: Type.String(),
    serverId: Type.String(),
    serverSecret: Type.String(),
    certificateFingerprint: Type.Optional(Type.String()),
  },
  { title: 'Credentials' },
);

export const CreatedDevice = Type.Object(
  {
    ...deviceFields,
    serverUrl: Type.String({ description: 'Where the device sends its messages.' }),
    auth: Credentials,
  },
  { title: 'CreatedDevice' },
);

export const InventoryRow = Type.Object(
  {
    uri: Type.String(),
    id: Type.String(),
    name: Type.String(),
    version: Type.String(),
    description: Type.String(),
    envType: Type.String(),
    pkgIdRef: Type.String(),
    state: Type.Integer({ description: '10 inactive, 20 active, 0 unknown.' }),
    status: Type.Integer(),
    since: Instant,
  },
  { title: 'InventoryRow' },
);

export const InventoryAnswer = Type.Object(
  {
    deviceId: DeviceId,
    readAt: Type.Optional(Instant),
    deployed: Type.Array(InventoryRow),
  },
  { title: 'Inventory' },
);
