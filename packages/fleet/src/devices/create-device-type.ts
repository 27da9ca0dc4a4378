import type { DeviceType } from '../model.ts';
import { done, type Outcome, refused } from '../outcome.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** A new model class of devices. */
export async function createDeviceType(
  request: { readonly name: string; readonly description?: string; readonly legacy?: boolean },
  env: UseCaseEnv,
): Promise<Outcome<DeviceType>> {
  const { name, description = '', legacy = false } = request;
  const type = { name, description, legacy, createdAt: env.ports.now() };
  return (await env.store.createDeviceType(type))
    ? done(type)
    : refused('device_type_exists', `${name} is there already`, '/name');
}
