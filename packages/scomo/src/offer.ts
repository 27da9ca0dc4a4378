import type { SetMember } from './set.ts';

/** What a device may ask for with a component. docs/scomo-extension.md */
export const WISH_OPERATIONS = [
  'Install',
  'InstallInactive',
  'Download',
  'Activate',
  'Deactivate',
  'Remove',
] as const;
export type WishOperation = (typeof WISH_OPERATIONS)[number];

/** One offer as it stands in `Ext/Scomo/Offers/<o>`, JSON. */
export interface OfferView {
  /** `of_…`. */
  readonly offer: string;
  /** ServerID of the one who offers it. */
  readonly server: string;
  readonly title: string;
  /** `update`: given by itself to a device with an older version. */
  readonly mode: 'onRequest' | 'update';
  readonly operations: readonly WishOperation[];
  /** What comes together when it is installed. */
  readonly members: readonly SetMember[];
}

/** Data of an update request that names what is wanted, JSON. */
export interface Wish {
  readonly component: string;
  readonly operation: WishOperation;
}

/** Data in the Status of such a request, JSON: what the server makes of it. */
export interface WishAnswer {
  /** `ordered`: it comes; `open`: it was ordered before and is not over; `refused`. */
  readonly answer: 'ordered' | 'open' | 'refused';
  /** For people. */
  readonly reason: string;
}
