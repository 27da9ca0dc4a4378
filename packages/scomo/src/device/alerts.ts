import type { Alert, Item } from '@scomo/syncml';
import { escapeName } from '@scomo/tree';
import { REPORT_LIMITS } from '../limits.ts';
import { ALERT_BROKEN, ALERT_COMPLETE, ALERT_CONSENT, ALERT_HELD, SETS_PATH } from '../object.ts';
import { escapeXml } from '../report.ts';
import { classifyResult } from '../result-codes.ts';
import type { ConsentAnswer, Held } from '../set.ts';
import type { ItemResult, ScomoOrder } from './order.ts';

/** The one report of an order: one Item per component or package. spec/scomo.md §5.1, docs/scomo-extension.md */
export function completionAlert(order: ScomoOrder, results: readonly ItemResult[]): Omit<Alert, 'cmdId'> {
  if (results.length === 0) throw new Error(`a report of ${order.uri} without results`);
  return {
    kind: 'Alert',
    code: 1226,
    ...(order.correlator === undefined ? {} : { correlator: order.correlator }),
    items: results.map((result) => itemOf(order, result)),
  };
}

function itemOf(order: ScomoOrder, result: ItemResult): Item {
  const mark = classifyResult(result.code) === 'success' ? 'informational' : 'critical';
  return {
    source: { locUri: order.uri },
    ...(result.target === undefined ? {} : { target: { locUri: result.target } }),
    meta: { type: ALERT_COMPLETE[0], format: 'text/plain', mark },
    data: dataOf(result),
  };
}

function dataOf({ code, identifier, detail }: ItemResult): string {
  const parts = [
    ['ResultCode', String(code)],
    ['Identifier', clean(identifier, REPORT_LIMITS.identifierCharsMax)],
    ...(detail ? [['Detail', clean(detail, REPORT_LIMITS.detailCharsMax)]] : []),
  ];
  return parts.map(([name, text]) => `<${name}>${escapeXml(text ?? '')}</${name}>`).join('');
}

/** Text that may stand in XML and does not outgrow the reader's limit: output of programs has anything in it. */
function clean(text: string, max: number): string {
  const short = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  return short.toWellFormed().replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ');
}

/** What the End User answered about a set. No Correlator: no Exec asked for it. docs/scomo-extension.md */
export function consentAlert(root: string, answer: ConsentAnswer): Omit<Alert, 'cmdId'> {
  const item: Item = {
    source: { locUri: `${root}/${SETS_PATH}/${escapeName(answer.set)}` },
    meta: { type: ALERT_CONSENT, format: 'chr', mark: 'informational' },
    data: JSON.stringify(answer),
  };
  return { kind: 'Alert', code: 1226, items: [item] };
}

/** Why an order that was taken on waits. Its Correlator says which one. docs/scomo-extension.md */
export function heldAlert(order: ScomoOrder, held: Held): Omit<Alert, 'cmdId'> {
  const detail = clean(held.detail, REPORT_LIMITS.detailCharsMax);
  return {
    kind: 'Alert',
    code: 1226,
    ...(order.correlator === undefined ? {} : { correlator: order.correlator }),
    items: [
      {
        source: { locUri: order.uri },
        meta: { type: ALERT_HELD, format: 'chr', mark: 'informational' },
        data: JSON.stringify({ ...held, detail }),
      },
    ],
  };
}

/** A component has stopped working by itself: no order asked for this. `node`: where it stands in the inventory. docs/scomo-extension.md */
export function brokenAlert(
  node: string,
  component: { readonly id: string; readonly version: string },
  why: string,
): Omit<Alert, 'cmdId'> {
  const detail = clean(why, REPORT_LIMITS.detailCharsMax);
  const item: Item = {
    source: { locUri: node },
    meta: { type: ALERT_BROKEN, format: 'chr', mark: 'critical' },
    data: JSON.stringify({ component: component.id, version: component.version, detail }),
  };
  return { kind: 'Alert', code: 1226, items: [item] };
}
