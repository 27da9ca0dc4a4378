import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, ComponentId, DeviceId, Id, Instant, pageOf } from './common.ts';
import { MORE_TEXTS } from './package.ts';
import { TaskOrigin } from './task-origin.ts';
import { CommandOutcome, TreeCommand } from './tree.ts';

/** design.md §3 */
export const TaskState = Type.Enum([
  'planned',
  'waiting',
  'notified',
  'downloading',
  'delivered',
  'installing',
  'inactive',
  'activating',
  'active',
  'verified',
  'failed',
  'declined',
  'expired',
  'cancelled',
  'superseded',
  'removed',
]);

const Clock = { pattern: '^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' };

const Blackout = Type.Object(
  {
    days: Type.Optional(
      Type.Array(Type.Enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), {
        minItems: 1,
        uniqueItems: true,
        description: 'Days on which it begins; every day when absent.',
      }),
    ),
    from: Type.String(Clock),
    to: Type.String({ ...Clock, description: 'At or before `from`: on the next day.' }),
  },
  { ...CLOSED, title: 'Blackout' },
);

export const ConsentPolicy = Type.Object(
  {
    mode: Type.Enum(['ask', 'tell', 'silent']),
    deferralsMax: Type.Integer({ minimum: 0, maximum: API_LIMITS.deferralsMax }),
    deadline: Type.Optional(Instant),
    askAgain: Type.Optional(
      Type.Boolean({ description: 'Ask once more when all is on the device, before it is installed.' }),
    ),
    blackout: Type.Optional(
      Type.Array(Blackout, {
        maxItems: API_LIMITS.blackoutsMax,
        description:
          'Hours of the device’s own clock in which nothing is installed; downloads go on. Not even a deadline breaks them.',
      }),
    ),
    lockSecondsMax: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: API_LIMITS.lockSecondsMax,
        description:
          'So long after the deadline locks of the device (in use) are still waited for; without it, always.',
      }),
    ),
    ifNoUi: Type.Optional(
      Type.Enum(['refuse', 'go'], {
        description: 'When the client of another vendor cannot ask its End User; `refuse` when absent.',
      }),
    ),
  },
  {
    ...CLOSED,
    title: 'ConsentPolicy',
    description: 'How the End User is involved. The device keeps to it, also while it is offline.',
  },
);

export const Delivery = Type.Enum(['auto', 'direct', 'download', 'descriptor', 's3'], {
  description:
    'How the packages come to the device: `direct` inside the DM session, which takes a device with large objects or a ' +
    'package that fits one message; by HTTP beside it as `download`, by an OMA Download `descriptor` with its install ' +
    'notification, or from the `s3` bucket of the server by a signed URL. `auto` (the default) chooses by size, by what ' +
    'the device can, by its link and by the policy of its type; the choice and its reason stand in `members`.',
});

const ChosenDelivery = Type.Object(
  { way: Type.Enum(['direct', 'download', 'descriptor', 's3']), reason: Type.String() },
  { description: 'How its package comes, and why so.' },
);

const Link = Type.Enum(['metered']);

/** Primitives of the object, and combined operations: several of them as one order. */
export const OPERATION_NAMES = [
  'Download',
  'DownloadInstall',
  'DownloadInstallInactive',
  'Install',
  'InstallInactive',
  'Activate',
  'Deactivate',
  'Remove',
  'Download+Install+Activate',
  'Update+Activate',
  'Deactivate+Remove',
] as const;
const OperationName = Type.Enum([...OPERATION_NAMES], { title: 'OperationName' });

export const NewTask = Type.Object(
  {
    deviceId: DeviceId,
    kind: Type.Enum(['deploy', 'inventory', 'remove', 'operation']),
    releaseId: Type.Optional(Id),
    operation: Type.Optional(OperationName),
    packageId: Type.Optional(Id),
    component: Type.Optional(ComponentId),
    components: Type.Optional(
      Type.Array(ComponentId, { minItems: 1, maxItems: API_LIMITS.componentsMax, uniqueItems: true }),
    ),
    complete: Type.Optional(
      Type.Boolean({
        description: 'What the release needs and the device lacks is added from the catalogue.',
      }),
    ),
    consent: Type.Optional(ConsentPolicy),
    delivery: Type.Optional(Delivery),
    expiresInSeconds: Type.Optional(
      Type.Integer({
        minimum: API_LIMITS.taskSecondsMin,
        maximum: API_LIMITS.taskSecondsMax,
        default: API_LIMITS.taskSecondsDefault,
      }),
    ),
  },
  {
    ...CLOSED,
    title: 'NewTask',
    description:
      '`deploy` needs `releaseId`, `remove` needs `components`, `operation` needs `operation` and `packageId`, or for ' +
      'Activate, Deactivate, Remove and Deactivate+Remove of what is deployed `component`; `complete` is for `deploy`, `delivery` for it and for operations that download, `consent` for `deploy` and ' +
      '`operation` (asked inside the session, with a UI alert; without it nobody is asked).',
  },
);

const Member = Type.Object({
  component: ComponentId,
  version: Type.String(),
  pkgId: Type.String(),
  packageId: Id,
  bytes: Type.Integer(),
  title: Type.String(),
  provider: Type.String(),
  summary: Type.String(),
  price: Type.String(),
  permissions: Type.Array(Type.String()),
  compat: Type.Optional(Type.Array(Type.String())),
  ...MORE_TEXTS,
  why: Type.Optional(
    Type.String({ description: 'Why it is a member although the release does not have it.' }),
  ),
  requires: Type.Optional(Type.Array(Type.String())),
  conflicts: Type.Optional(Type.Array(Type.String())),
  bucketHost: Type.Optional(Type.String({ description: 'The bucket that holds a copy.' })),
});

const Previous = Type.Array(Member, {
  description:
    'Packages of what was on the device when it was ordered, to go back to where it does not do so itself.',
});

const delivery = {
  delivery: Type.Optional(Delivery),
  link: Type.Optional(Link),
  directBytesMax: Type.Optional(Type.Integer()),
};

export const Order = Type.Union(
  [
    Type.Object({ kind: Type.Literal('inventory') }),
    Type.Object({
      kind: Type.Literal('deploy'),
      atomic: Type.Boolean(),
      members: Type.Array(Member),
      consent: ConsentPolicy,
      ...delivery,
      previous: Type.Optional(Previous),
    }),
    Type.Object({ kind: Type.Literal('remove'), components: Type.Array(ComponentId) }),
    Type.Object({
      kind: Type.Literal('operation'),
      operation: OperationName,
      component: ComponentId,
      consent: Type.Optional(ConsentPolicy),
      member: Type.Optional(Member),
      ...delivery,
      previous: Type.Optional(Previous),
    }),
    Type.Object({ kind: Type.Literal('tree'), commands: Type.Array(TreeCommand) }),
  ],
  { title: 'Order' },
);

const Report = Type.Object({
  code: Type.Integer(),
  identifier: Type.String(),
  target: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
});

const Operation = Type.Object({
  correlator: Type.String(),
  operation: Type.String(),
  component: Type.String(),
  uri: Type.String(),
  sentAt: Instant,
  status: Type.Optional(Type.Integer()),
  reports: Type.Array(Report),
  endedAt: Type.Optional(Instant),
});

const Progress = Type.Object({
  component: Type.String(),
  from: Type.Union([Type.String(), Type.Null()]),
  inactive: Type.Optional(Type.Array(Type.String())),
  verified: Type.Boolean(),
  delivery: Type.Optional(ChosenDelivery),
  code: Type.Optional(Type.Integer()),
  detail: Type.Optional(Type.String()),
});

const Answer = Type.Object({
  set: Type.String(),
  answer: Type.Enum(['yes', 'no', 'later', 'told', 'deadline', 'no-ui']),
  by: Type.String(),
  at: Type.String(),
  shown: Type.String(),
  shownDigest: Type.String(),
  deferrals: Type.Integer(),
  until: Type.Optional(Type.String()),
  stage: Type.Optional(Type.Enum(['download', 'install'])),
  language: Type.Optional(Type.String()),
});

const Held = Type.Object(
  {
    reason: Type.Enum(['blackout', 'lock', 'battery']),
    at: Instant,
    until: Instant,
    detail: Type.String(),
  },
  { description: 'Why the device did not install yet, as it said last.' },
);

export const Task = Type.Object(
  {
    id: Id,
    deviceId: DeviceId,
    order: Order,
    releaseId: Type.Optional(Id),
    origin: Type.Optional(TaskOrigin),
    state: TaskState,
    reason: Type.String(),
    since: Instant,
    nextCheckAt: Type.Union([Instant, Type.Null()]),
    code: Type.Optional(Type.Integer()),
    operations: Type.Array(Operation),
    members: Type.Array(Progress),
    consent: Type.Array(Answer),
    undoing: Type.Optional(
      Type.Object(
        {
          code: Type.Integer(),
          identifier: Type.String(),
          detail: Type.Optional(Type.String()),
          declined: Type.Optional(Type.Literal(true)),
        },
        { description: 'Why what was done is being taken back, or was.' },
      ),
    ),
    held: Type.Optional(Held),
    outcomes: Type.Optional(
      Type.Array(CommandOutcome, { description: 'Of a `tree` order; lists of tasks leave it out.' }),
    ),
    createdAt: Instant,
    expiresAt: Instant,
  },
  { title: 'Task' },
);
export const TaskPage = pageOf('TaskPage', Task);

export const TaskEvents = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          taskId: Id,
          at: Instant,
          state: Type.String(),
          reason: Type.String(),
          sessionKey: Type.Optional(Type.String()),
        },
        { title: 'TaskEvent' },
      ),
    ),
  },
  { title: 'TaskEvents' },
);
