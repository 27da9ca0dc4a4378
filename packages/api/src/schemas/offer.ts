import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { CLOSED, DeviceId, DeviceTypeName, Id, Instant, pageOf } from './common.ts';
import { ConsentPolicy, Delivery } from './task.ts';
import { WishOperation } from './task-origin.ts';

const Mode = Type.Enum(['onRequest', 'update'], {
  description:
    '`onRequest`: given when somebody asks for one of its components by name. `update`: also given by itself to a ' +
    'device that asks for updates and has an older version of one of them.',
});

const DeviceTypes = Type.Array(DeviceTypeName, { maxItems: API_LIMITS.offerNamesMax, uniqueItems: true });
const DeviceIds = Type.Array(DeviceId, { maxItems: API_LIMITS.offerNamesMax, uniqueItems: true });
const Operations = Type.Array(WishOperation, { minItems: 1, uniqueItems: true });

export const NewOffer = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: API_LIMITS.nameCharsMax }),
    releaseId: Id,
    mode: Type.Optional(Mode),
    deviceTypes: Type.Optional(DeviceTypes),
    deviceIds: Type.Optional(DeviceIds),
    operations: Type.Optional(Operations),
    consent: Type.Optional(ConsentPolicy),
    delivery: Type.Optional(Delivery),
  },
  {
    ...CLOSED,
    title: 'NewOffer',
    description:
      'Who may ask: every device of `deviceTypes`, and those of `deviceIds`. What may be asked for with the components: ' +
      '`operations`, `Install` and `Remove` when absent. `consent` and `delivery` are those of the tasks that come of it.',
  },
);

export const Offer = Type.Object(
  {
    id: Id,
    title: Type.String(),
    releaseId: Id,
    mode: Mode,
    deviceTypes: DeviceTypes,
    deviceIds: DeviceIds,
    operations: Operations,
    consent: Type.Optional(ConsentPolicy),
    delivery: Type.Optional(Delivery),
    createdAt: Instant,
    endedAt: Type.Optional(Instant),
  },
  { title: 'Offer' },
);
export const OfferPage = pageOf('OfferPage', Offer);
