import { API_LIMITS } from '@scomo/api';
import {
  bootstrapDevice,
  createDevice,
  createDeviceType,
  type Device,
  profileOf,
  setWakeUp,
  wakeDevice,
} from '@scomo/fleet';
import { failureOf, type Handlers, notFound, pageRequest } from '../handler.ts';

export const deviceHandlers: Handlers<
  | 'listDeviceTypes'
  | 'createDeviceType'
  | 'getDeviceType'
  | 'listDevices'
  | 'createDevice'
  | 'getDevice'
  | 'updateDevice'
  | 'wakeDevice'
  | 'listWakeUps'
  | 'deleteDevice'
  | 'getInventory'
  | 'bootstrapDevice'
> = {
  async listDeviceTypes({ query }, { store }) {
    return { status: 200, body: await store.deviceTypes(pageRequest(query, API_LIMITS.pageItemsDefault)) };
  },
  async createDeviceType({ body }, context) {
    const created = await createDeviceType(body, context);
    return created.ok ? { status: 201, body: created.value } : failureOf(created.problem);
  },
  async getDeviceType({ params }, { store }) {
    const type = await store.deviceType(params.name);
    return type === undefined ? notFound('device type', params.name) : { status: 200, body: type };
  },
  async listDevices({ query }, { store }) {
    const { deviceType } = query;
    const filter = deviceType === undefined ? {} : { deviceType };
    const page = { ...pageRequest(query, API_LIMITS.pageItemsDefault), ...filter };
    const { items, ...rest } = await store.devices(page);
    return { status: 200, body: { ...rest, items: items.map(viewOf) } };
  },
  async createDevice({ body }, context) {
    const created = await createDevice(body, context);
    if (!created.ok) return failureOf(created.problem);
    const { device, credentials } = created.value;
    return { status: 201, body: { ...viewOf(device), serverUrl: context.dmUrl(), auth: credentials } };
  },
  async getDevice({ params }, { store }) {
    const device = await store.device(params.deviceId);
    return device === undefined ? notFound('device', params.deviceId) : { status: 200, body: viewOf(device) };
  },
  async updateDevice({ params, body }, context) {
    const changed = await setWakeUp(params.deviceId, body.wakeUp, context);
    return changed.ok ? { status: 200, body: viewOf(changed.value) } : failureOf(changed.problem);
  },
  async wakeDevice({ params, body }, context) {
    const woken = await wakeDevice({ ...params, ...body }, context);
    return woken.ok ? { status: 202, body: woken.value } : failureOf(woken.problem);
  },
  async listWakeUps({ params, query }, { store }) {
    const { deviceId } = params;
    if ((await store.device(deviceId)) === undefined) return notFound('device', deviceId);
    const page = { ...pageRequest(query, API_LIMITS.pageItemsDefault), deviceId };
    return { status: 200, body: await store.wakeUps(page) };
  },
  async deleteDevice({ params }, { store }) {
    const deleted = await store.deleteDevice(params.deviceId);
    return deleted ? { status: 204, body: undefined } : notFound('device', params.deviceId);
  },
  async bootstrapDevice({ params, body }, context) {
    const made = await bootstrapDevice(params.deviceId, body, context.dmUrl(), context);
    if (!made.ok) return failureOf(made.problem);
    const { document, ...rest } = made.value;
    return { status: 201, body: { ...rest, document: Buffer.from(document).toString('base64') } };
  },
  async getInventory({ params }, { store }) {
    const { deviceId } = params;
    const device = await store.device(deviceId);
    if (device === undefined) return notFound('device', deviceId);
    const readAt = device.inventoryAt === undefined ? {} : { readAt: device.inventoryAt };
    return { status: 200, body: { deviceId, ...readAt, deployed: await store.inventory(deviceId) } };
  },
};

/** A device for its operators: with the profile that counts, whoever says so. */
function viewOf({ typeProfile, ...device }: Device) {
  return { ...device, profile: profileOf({ ...device, ...(typeProfile && { typeProfile }) }).name };
}
