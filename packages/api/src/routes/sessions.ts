import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { DeviceId, Id, pageQuery } from '../schemas/common.ts';
import { SessionDetail, SessionPage } from '../schemas/session.ts';

export const sessionRoutes = {
  listSessions: {
    method: 'GET',
    path: '/sessions',
    summary: 'List DM sessions, newest first',
    scope: 'sessions:read',
    query: Type.Object({ ...pageQuery, deviceId: Type.Optional(DeviceId) }),
    responses: { 200: SessionPage },
    problems: [],
  },
  getSession: {
    method: 'GET',
    path: '/sessions/{key}',
    summary: 'One DM session with its messages, decoded',
    scope: 'sessions:read',
    params: Type.Object({ key: Id }),
    responses: { 200: SessionDetail },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
