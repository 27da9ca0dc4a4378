import type { Device, Task } from '../model.ts';
import type { Outcome } from '../outcome.ts';
import type { FleetStore, OfferStore } from '../ports.ts';
import { planTask, type TaskRequest } from '../tasks/create-task.ts';
import type { UseCaseEnv } from '../use-case-env.ts';

/** What turns need to answer what devices ask for. */
export interface RequestPorts extends Pick<OfferStore, 'offersFor' | 'askedTasks'> {
  inventory: FleetStore['inventory'];
  /** The task that an order means for a device, as for an operator. Nothing is kept. */
  plan(request: TaskRequest, device: Device): Promise<Outcome<Task>>;
}

/** The same, from the store. */
export function requestPorts(env: UseCaseEnv): RequestPorts {
  const { offersFor, askedTasks, inventory } = env.store;
  return { offersFor, askedTasks, inventory, plan: (request, device) => planTask(request, device, env) };
}
