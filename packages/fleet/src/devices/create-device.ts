import type { Device, WakeUpAddress } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { type AuthRequest, accountOf, type Credentials, makeCredentials } from './credentials.ts';

export interface DeviceRequest {
  readonly deviceId: string;
  readonly deviceType: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly auth?: AuthRequest;
  readonly wakeUp?: readonly WakeUpAddress[];
}

/** Provisions a device. The credentials in the answer are kept nowhere in clear. design.md §5 */
export async function createDevice(
  request: DeviceRequest,
  env: UseCaseEnv,
): Promise<Outcome<{ readonly device: Device; readonly credentials: Credentials }>> {
  const { deviceId, deviceType, labels = {}, wakeUp = [], auth = { scheme: 'md5' } } = request;
  const type = await env.store.deviceType(deviceType);
  if (type === undefined) {
    return refused('device_type_unknown', `create ${deviceType} first: POST /device-types`, '/deviceType');
  }
  const made = makeCredentials(deviceId, type.legacy, auth, env);
  if (!made.ok) return made;
  if (made.value.scheme === 'hmac' && (await env.store.deviceOfMac(made.value.clientName)) !== undefined) {
    return refused(
      'client_name_taken',
      `another device with scheme hmac has the user name ${made.value.clientName}`,
      '/auth/clientName',
    );
  }
  const device: Device = {
    ...{ deviceId, deviceType, labels, info: {}, wakeUp },
    ...(type.profile === undefined ? {} : { typeProfile: type.profile }),
    ...(type.resync ? { typeResync: true as const } : {}),
    createdAt: env.ports.now(),
  };
  const created = await env.store.createDevice(device, accountOf(deviceId, made.value, env.ports));
  return created
    ? done({ device, credentials: made.value })
    : refused('device_exists', `${deviceId} is there already`, '/deviceId');
}
