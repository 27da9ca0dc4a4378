import { API_LIMITS } from '@scomo/api';
import { SERVER_LIMITS } from '../../../limits.ts';
import type { Handlers } from '../handler.ts';

export const systemHandlers: Handlers<'getLimits' | 'whoami'> = {
  async getLimits() {
    const { dmBodyBytesMax, linkSecondsMax, headerBytesMax } = SERVER_LIMITS;
    return { status: 200, body: { ...API_LIMITS, dmBodyBytesMax, linkSecondsMax, headerBytesMax } };
  },
  async whoami() {
    return { status: 200, body: { name: 'admin', scopes: ['*'] } };
  },
};
