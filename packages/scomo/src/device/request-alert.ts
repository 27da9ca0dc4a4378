import type { Alert } from '@scomo/syncml';
import { ALERT_UPDATE } from '../object.ts';
import type { Wish } from '../offer.ts';

/** What a device asks of its server. */
export interface UpdateRequest {
  /** The End User, or the device by itself. */
  readonly by: keyof typeof ALERT_UPDATE;
  /** MO root, or the `Inventory/Deployed/<y>` of the one component that is to be looked at. */
  readonly source: string;
  /** Named: this, and nothing else. */
  readonly wish?: Wish;
}

/** Asks for updates, or for a named component. No Correlator: no Exec asked for it. spec/scomo.md §2.12, docs/scomo-extension.md */
export function updateAlert({ by, source, wish }: UpdateRequest): Omit<Alert, 'cmdId'> {
  const meta = { type: ALERT_UPDATE[by], format: 'chr', mark: 'informational' };
  const data = wish === undefined ? '' : JSON.stringify(wish);
  return { kind: 'Alert', code: 1226, items: [{ source: { locUri: source }, meta, data }] };
}
