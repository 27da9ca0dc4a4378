import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { DeviceId, Id, pageQuery } from '../schemas/common.ts';
import { NewTask, Task, TaskEvents, TaskPage, TaskState } from '../schemas/task.ts';

const params = Type.Object({ id: Id });

export const taskRoutes = {
  listTasks: {
    method: 'GET',
    path: '/tasks',
    summary: 'List tasks',
    scope: 'tasks:read',
    query: Type.Object({ ...pageQuery, deviceId: Type.Optional(DeviceId), state: Type.Optional(TaskState) }),
    responses: { 200: TaskPage },
    problems: [],
  },
  createTask: {
    method: 'POST',
    path: '/tasks',
    summary: 'Order something of a device',
    description: 'With `dryRun=true` everything is checked, 200 shows the would-be task and nothing is kept.',
    scope: 'tasks:write',
    query: Type.Object({ dryRun: Type.Optional(Type.Boolean()) }),
    body: NewTask,
    responses: { 200: Task, 201: Task },
    problems: [
      'device_unknown',
      'release_unknown',
      'package_unknown',
      'package_not_published',
      'package_expired',
      'device_type_mismatch',
      'requirement_missing',
      'component_conflict',
    ],
  },
  getTask: {
    method: 'GET',
    path: '/tasks/{id}',
    summary: 'Get a task',
    scope: 'tasks:read',
    params,
    responses: { 200: Task },
    problems: ['not_found'],
  },
  cancelTask: {
    method: 'POST',
    path: '/tasks/{id}:cancel',
    summary: 'Cancel an open task',
    scope: 'tasks:write',
    params,
    responses: { 200: Task },
    problems: ['not_found', 'task_final'],
  },
  listTaskEvents: {
    method: 'GET',
    path: '/tasks/{id}/events',
    summary: 'The life of a task, oldest first',
    scope: 'tasks:read',
    params,
    responses: { 200: TaskEvents },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
