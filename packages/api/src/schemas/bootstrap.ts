import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED } from './common.ts';

const Secret = Type.String({ minLength: 1, maxLength: API_LIMITS.secretCharsMax });

export const NewBootstrap = Type.Object(
  {
    profile: Type.Enum(['dm', 'cp'], {
      description: 'dm: a SyncML message with the account. cp: client provisioning (w7).',
    }),
    sec: Type.Enum(['NETWORKID', 'USERPIN', 'USERPIN_NETWORKID']),
    pin: Type.Optional(Secret),
    networkId: Type.Optional(Secret),
    imsi: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
    replace: Type.Optional(Type.Boolean()),
  },
  {
    ...CLOSED,
    title: 'NewBootstrap',
    description:
      'Without `pin` one of 128 bits is made. The network secret is `imsi` (semi-octets) or `networkId` (as text), else ' +
      'the device id. `replace` is needed for a device that has signed in before: its present secrets end at once.',
  },
);

export const Bootstrap = Type.Object(
  {
    document: Type.String({ description: 'The signed octets, base64.' }),
    contentType: Type.String({
      description: 'Media type with SEC and MAC, as it has to travel with the document.',
    }),
    mac: Type.String(),
    pin: Type.Optional(
      Type.String({
        description: 'The PIN that was made. It must reach the device on another way than the document.',
      }),
    ),
    account: Type.Object({
      scheme: Type.String(),
      clientName: Type.String(),
      serverId: Type.String(),
      serverUrl: Type.String(),
    }),
  },
  { title: 'Bootstrap' },
);
