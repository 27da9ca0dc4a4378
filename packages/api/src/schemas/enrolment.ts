import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, DeviceId, DeviceTypeName, Instant } from './common.ts';
import { Credentials } from './device.ts';
import { WakeUpAddresses } from './wake-up.ts';

const token = Type.String({ minLength: 1, maxLength: 128 });

export const NewEnrolmentToken = Type.Object(
  {
    deviceType: DeviceTypeName,
    expiresInSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: API_LIMITS.enrolmentSecondsMax })),
  },
  { ...CLOSED, title: 'NewEnrolmentToken' },
);

export const EnrolmentToken = Type.Object(
  { token, deviceType: DeviceTypeName, expiresAt: Instant },
  { title: 'EnrolmentToken' },
);

export const Enrol = Type.Object(
  { token, deviceId: DeviceId, wakeUp: Type.Optional(WakeUpAddresses) },
  { ...CLOSED, title: 'Enrol' },
);

/** Everything a device needs to begin; shown once. */
export const Enrolled = Type.Object(
  {
    deviceId: DeviceId,
    deviceType: DeviceTypeName,
    authority: Type.String(),
    serverUrl: Type.String(),
    ...Credentials.properties,
    downloadHosts: Type.Optional(
      Type.Array(Type.String(), { description: 'Hosts beside the server that packages come from.' }),
    ),
    trustRoot: Type.String({ description: 'The signed root file, base64.' }),
  },
  { title: 'Enrolled' },
);
