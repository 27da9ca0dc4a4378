import type { DeviceType } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import { PROFILES } from '../profiles/profiles.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** A new model class of devices. */
export async function createDeviceType(
  request: {
    readonly name: string;
    readonly description?: string;
    readonly legacy?: boolean;
    readonly profile?: string;
    readonly weakBootstrap?: boolean;
    readonly resync?: boolean;
    readonly link?: DeviceType['link'];
    readonly directBytesMax?: number;
  },
  env: UseCaseEnv,
): Promise<Outcome<DeviceType>> {
  const { name, description = '', legacy = false, weakBootstrap = false, resync = false } = request;
  const { link = 'unmetered', directBytesMax } = request;
  const names = PROFILES.map((profile) => profile.name);
  if (request.profile !== undefined && !names.includes(request.profile)) {
    return refused('validation_failed', `the profile must be one of ${names.join(', ')}`, '/profile');
  }
  const profile = request.profile === undefined ? {} : { profile: request.profile };
  const type: DeviceType = {
    name,
    description,
    legacy,
    weakBootstrap,
    resync,
    link,
    ...(directBytesMax === undefined ? {} : { directBytesMax }),
    ...profile,
    createdAt: env.ports.now(),
  };
  return (await env.store.createDeviceType(type))
    ? done(type)
    : refused('device_type_exists', `${name} is there already`, '/name');
}
