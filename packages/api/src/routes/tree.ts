import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { DeviceId } from '../schemas/common.ts';
import { Task } from '../schemas/task.ts';
import { NewTreeTask } from '../schemas/tree.ts';

export const treeRoutes = {
  createTreeTask: {
    method: 'POST',
    path: '/devices/{deviceId}/tree',
    summary: 'Send a device any list of commands',
    description:
      'Each command is sent once, in the next session of the device, whether or not it has a SCOMO object; its ' +
      'outcome is in `outcomes` of the task. The task is `verified` when all succeeded (an exec that answered 202: ' +
      'when its alert came), `failed` with the code of the first that did not, `declined` when the End User said no ' +
      '(304) or cancelled (214). A command whose answer was lost with the session is `unknown` and not sent again; a ' +
      'get is repeated.',
    scope: 'tasks:write',
    params: Type.Object({ deviceId: DeviceId }),
    body: NewTreeTask,
    responses: { 201: Task },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Route>;
