import { API_LIMITS } from '@scomo/api';
import { clientAlerts } from '../client-alerts.ts';
import { type Handlers, notFound, pageRequest } from '../handler.ts';
import { presentMessage } from '../present-message.ts';

export const sessionHandlers: Handlers<'listSessions' | 'getSession'> = {
  async listSessions({ query }, { store }) {
    const { deviceId } = query;
    const filter = deviceId === undefined ? {} : { deviceId };
    const page = { ...pageRequest(query, API_LIMITS.pageItemsDefault), ...filter };
    return { status: 200, body: await store.sessions(page) };
  },
  async getSession({ params }, { store }) {
    const found = await store.session(params.key);
    if (found === undefined) return notFound('session', params.key);
    const alerts = clientAlerts(found.messages);
    return { status: 200, body: { ...found.record, alerts, log: found.messages.map(presentMessage) } };
  },
};
