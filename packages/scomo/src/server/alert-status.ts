import type { Item } from '@scomo/syncml';
import { ALERT_COMPLETE, ALERT_CONSENT, ALERT_UPDATE } from '../object.ts';
import { alertTypeOf } from '../report.ts';

const KNOWN: readonly string[] = [...ALERT_COMPLETE, ...Object.values(ALERT_UPDATE), ALERT_CONSENT];

/** Status for one Item of a client's alert: 200 taken, 412 Type, Format or Data missing, 415 unknown Type. spec/scomo.md §5.3 */
export function alertStatus(code: 1224 | 1226, item: Item): 200 | 412 | 415 {
  if (code === 1224) return 200;
  const type = alertTypeOf(item);
  if (type === '' || item.meta?.format === undefined || item.data === undefined) return 412;
  return KNOWN.includes(type) ? 200 : 415;
}
