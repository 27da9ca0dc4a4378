import { Type } from 'typebox';
import { ComponentId, Id, Instant } from './common.ts';

/** What a device may ask for with a component. */
export const WishOperation = Type.Enum([
  'Install',
  'InstallInactive',
  'Download',
  'Activate',
  'Deactivate',
  'Remove',
]);

/** Why a task exists when no operator has ordered it. */
export const TaskOrigin = Type.Object(
  {
    offerId: Id,
    by: Type.Enum(['user', 'device'], { description: 'Who asked at the device.' }),
    operation: WishOperation,
    component: Type.Optional(ComponentId),
    at: Instant,
  },
  { title: 'TaskOrigin' },
);
