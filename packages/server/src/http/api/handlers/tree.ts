import { createTreeTask } from '@scomo/fleet';
import { failureOf, type Handlers } from '../handler.ts';
import { presentTask } from '../present-task.ts';

export const treeHandlers: Handlers<'createTreeTask'> = {
  async createTreeTask({ params, body }, context) {
    const created = await createTreeTask({ ...params, ...body }, context);
    return created.ok ? { status: 201, body: presentTask(created.value) } : failureOf(created.problem);
  },
};
