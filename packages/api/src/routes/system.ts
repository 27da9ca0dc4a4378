import type { Route } from '../route.ts';
import { Limits, Whoami } from '../schemas/system.ts';

export const systemRoutes = {
  getLimits: {
    method: 'GET',
    path: '/limits',
    summary: 'Bounds of this server',
    scope: 'any',
    responses: { 200: Limits },
    problems: [],
  },
  whoami: {
    method: 'GET',
    path: '/whoami',
    summary: 'Who the token stands for',
    scope: 'any',
    responses: { 200: Whoami },
    problems: [],
  },
} as const satisfies Record<string, Route>;
