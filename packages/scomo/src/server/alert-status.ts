import type { Item } from '@scomo/syncml';
import { ALERT_BROKEN, ALERT_COMPLETE, ALERT_CONSENT, ALERT_HELD, ALERT_UPDATE } from '../object.ts';
import { alertTypeOf, parseReport } from '../report.ts';

const KNOWN: readonly string[] = [
  ...ALERT_COMPLETE,
  ...Object.values(ALERT_UPDATE),
  ALERT_CONSENT,
  ALERT_HELD,
  ALERT_BROKEN,
];

/**
 * Status for one Item of a client's alert: 200 taken, 412 Type, Format or Data missing, 415 unknown Type. A result is
 * taken under any Type: vendors let it be configured (Q21). spec/scomo.md §5.3
 */
export function alertStatus(code: 1224 | 1226, item: Item): 200 | 412 | 415 {
  if (code === 1224) return 200;
  const type = alertTypeOf(item);
  if (type === '' || item.meta?.format === undefined || item.data === undefined) return 412;
  return KNOWN.includes(type) || isResult(parseReport(item.data).code) ? 200 : 415;
}

/** Success, or failure of client or server. spec/scomo.md §6.1 */
function isResult(code: number | undefined): boolean {
  return code !== undefined && code >= 1200 && code < 1600;
}
