import type { Command, Item } from '@scomo/syncml';
import { REQUEST_LIMITS } from '../limits.ts';
import { ALERT_UPDATE } from '../object.ts';
import type { Wish } from '../offer.ts';
import { parseWish } from '../offer-json.ts';
import { alertTypeOf } from '../report.ts';
import { canonicalUri } from './uri.ts';

/** A check for updates that a device asked for. */
export interface UpdateCheck {
  readonly by: keyof typeof ALERT_UPDATE;
  /** The node that it names: MO root or one component; absent: all components. spec/scomo.md §2.12 */
  readonly source?: string;
}

/** What one Item asks for: a check, or with `wish` something by its name. */
export interface RequestRead extends UpdateCheck {
  readonly wish?: Wish;
}

/** What an Item of a generic alert asks for; undefined when it is no request. spec/scomo.md §2.12, docs/scomo-extension.md */
export function requestOf(item: Item): RequestRead | undefined {
  const type = alertTypeOf(item);
  const by = type === ALERT_UPDATE.user ? 'user' : type === ALERT_UPDATE.device ? 'device' : undefined;
  if (by === undefined) return undefined;
  const source = item.source === undefined ? '.' : canonicalUri(item.source.locUri);
  const wish = typeof item.data === 'string' ? parseWish(item.data) : undefined;
  return { by, ...(source === '.' ? {} : { source }), ...(wish === undefined ? {} : { wish }) };
}

/** Items of a message that ask for something, as many as are looked at. */
export function requestItems(commands: readonly Command[]): readonly Item[] {
  return commands
    .flatMap((command) => (command.kind === 'Alert' && command.code === 1226 ? command.items : []))
    .filter((item) => requestOf(item) !== undefined)
    .slice(0, REQUEST_LIMITS.perMessageMax);
}
