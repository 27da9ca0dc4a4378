import { deviceRoutes } from './routes/devices.ts';
import { enrolmentRoutes } from './routes/enrolment.ts';
import { offerRoutes } from './routes/offers.ts';
import { packageRoutes } from './routes/packages.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { systemRoutes } from './routes/system.ts';
import { taskRoutes } from './routes/tasks.ts';
import { treeRoutes } from './routes/tree.ts';

/** The whole contract: operation id → route. */
export const routes = {
  ...deviceRoutes,
  ...enrolmentRoutes,
  ...packageRoutes,
  ...offerRoutes,
  ...taskRoutes,
  ...treeRoutes,
  ...sessionRoutes,
  ...systemRoutes,
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** Operation ids in the order of the table. */
export const ROUTE_NAMES = Object.keys(routes) as readonly RouteName[];
