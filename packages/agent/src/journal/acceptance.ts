import type { TrustState } from '@scomo/delivery';

/** Time and trust under which a package was taken on: it may finish by them after a restart. */
export interface Acceptance {
  readonly time: string;
  readonly trust: TrustState;
}
