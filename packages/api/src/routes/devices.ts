import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { Bootstrap, NewBootstrap } from '../schemas/bootstrap.ts';
import { DeviceId, DeviceTypeName, pageQuery } from '../schemas/common.ts';
import {
  CreatedDevice,
  Device,
  DeviceChange,
  DevicePage,
  DeviceType,
  DeviceTypePage,
  InventoryAnswer,
  NewDevice,
  NewDeviceType,
} from '../schemas/device.ts';
import { NewWakeUp, WakeUp, WakeUpPage } from '../schemas/wake-up.ts';

const params = Type.Object({ deviceId: DeviceId });

export const deviceRoutes = {
  listDeviceTypes: {
    method: 'GET',
    path: '/device-types',
    summary: 'List device types',
    scope: 'devices:read',
    query: Type.Object(pageQuery),
    responses: { 200: DeviceTypePage },
    problems: [],
  },
  createDeviceType: {
    method: 'POST',
    path: '/device-types',
    summary: 'Create a device type',
    scope: 'devices:write',
    body: NewDeviceType,
    responses: { 201: DeviceType },
    problems: ['device_type_exists'],
  },
  getDeviceType: {
    method: 'GET',
    path: '/device-types/{name}',
    summary: 'Get a device type',
    scope: 'devices:read',
    params: Type.Object({ name: DeviceTypeName }),
    responses: { 200: DeviceType },
    problems: ['not_found'],
  },
  listDevices: {
    method: 'GET',
    path: '/devices',
    summary: 'List devices',
    scope: 'devices:read',
    query: Type.Object({ ...pageQuery, deviceType: Type.Optional(DeviceTypeName) }),
    responses: { 200: DevicePage },
    problems: [],
  },
  createDevice: {
    method: 'POST',
    path: '/devices',
    summary: 'Provision a device',
    description:
      'Secrets that are not given are made of 32 random octets. They are in this answer and in no later one. Given ' +
      'secrets need 16 octets and must not contain the device id, unless the device type is legacy. Scheme hmac signs ' +
      'every message, mtls takes a TLS client certificate for the proof, none is for legacy device types only.',
    scope: 'devices:write',
    body: NewDevice,
    responses: { 201: CreatedDevice },
    problems: ['device_exists', 'device_type_unknown', 'weak_secret', 'legacy_only', 'client_name_taken'],
  },
  getDevice: {
    method: 'GET',
    path: '/devices/{deviceId}',
    summary: 'Get a device',
    scope: 'devices:read',
    params,
    responses: { 200: Device },
    problems: ['not_found'],
  },
  updateDevice: {
    method: 'PATCH',
    path: '/devices/{deviceId}',
    summary: 'Change where wake-ups reach a device',
    scope: 'devices:write',
    params,
    body: DeviceChange,
    responses: { 200: Device },
    problems: ['not_found'],
  },
  wakeDevice: {
    method: 'POST',
    path: '/devices/{deviceId}/wake-up',
    summary: 'Ask a device to call in',
    description:
      'Sends Package #0 to its first address, then again and again, each time later, until the device calls in or the ' +
      'wake-up expires. A device has one open wake-up at most: asked again, the same one starts over. A new task for ' +
      'the device asks by itself.',
    scope: 'devices:write',
    params,
    body: NewWakeUp,
    responses: { 202: WakeUp },
    problems: ['not_found', 'no_wake_up_address'],
  },
  listWakeUps: {
    method: 'GET',
    path: '/devices/{deviceId}/wake-ups',
    summary: 'List wake-ups of a device, newest first',
    scope: 'devices:read',
    params,
    query: Type.Object(pageQuery),
    responses: { 200: WakeUpPage },
    problems: ['not_found'],
  },
  bootstrapDevice: {
    method: 'POST',
    path: '/devices/{deviceId}/bootstrap',
    summary: 'Make a signed bootstrap document for a device',
    description:
      'Each document carries new secrets, and only those of the newest document work. NETWORKID and USERPIN alone, and ' +
      'PINs under 128 bits, are for device types with `weakBootstrap` only.',
    scope: 'devices:write',
    params,
    body: NewBootstrap,
    responses: { 201: Bootstrap },
    problems: ['not_found', 'weak_bootstrap', 'device_in_use', 'device_busy', 'not_bootstrappable'],
  },
  deleteDevice: {
    method: 'DELETE',
    path: '/devices/{deviceId}',
    summary: 'Forget a device, its account, tasks and sessions',
    scope: 'devices:write',
    params,
    responses: { 204: null },
    problems: ['not_found'],
  },
  getInventory: {
    method: 'GET',
    path: '/devices/{deviceId}/inventory',
    summary: 'Components as last read from the device',
    scope: 'devices:read',
    params,
    responses: { 200: InventoryAnswer },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
