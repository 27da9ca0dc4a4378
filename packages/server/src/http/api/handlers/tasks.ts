import { API_LIMITS } from '@scomo/api';
import { cancelTask, createTask } from '@scomo/fleet';
import { failureOf, type Handlers, notFound, pageRequest } from '../handler.ts';
import { presentTask } from '../present-task.ts';

export const taskHandlers: Handlers<
  'listTasks' | 'createTask' | 'getTask' | 'cancelTask' | 'listTaskEvents'
> = {
  async listTasks({ query }, { store }) {
    const { deviceId, state } = query;
    const page = {
      ...pageRequest(query, API_LIMITS.pageItemsDefault),
      ...(deviceId === undefined ? {} : { deviceId }),
      ...(state === undefined ? {} : { state }),
    };
    const { items, ...rest } = await store.tasks(page);
    return { status: 200, body: { ...rest, items: items.map(presentTask) } };
  },
  async createTask({ body, query }, context) {
    const dryRun = query.dryRun ?? false;
    const created = await createTask(body, dryRun, context);
    return created.ok ? { status: dryRun ? 200 : 201, body: created.value } : failureOf(created.problem);
  },
  async getTask({ params }, { store }) {
    const task = await store.task(params.id);
    return task === undefined ? notFound('task', params.id) : { status: 200, body: presentTask(task) };
  },
  async cancelTask({ params }, context) {
    const cancelled = await cancelTask(params.id, context);
    return cancelled.ok ? { status: 200, body: presentTask(cancelled.value) } : failureOf(cancelled.problem);
  },
  async listTaskEvents({ params }, { store }) {
    if ((await store.task(params.id)) === undefined) return notFound('task', params.id);
    return { status: 200, body: { items: await store.taskEvents(params.id) } };
  },
};
