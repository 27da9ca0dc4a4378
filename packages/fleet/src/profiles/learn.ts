import type { ServerEvent } from '@scomo/dm';
import type { Inventory } from '@scomo/scomo';
import { FLEET_LIMITS } from '../limits.ts';
import type { Device } from '../model.ts';
import type { Learnt } from './profile.ts';
import { TELLING_NODES } from './profiles.ts';

/** What one turn of a proven device has shown. */
export interface Lesson {
  readonly userAgent?: string;
  readonly events: readonly ServerEvent[];
  /** Roots of its SCOMO objects, and the inventory when it has just been read. */
  readonly roots: readonly string[];
  readonly inventory?: Inventory;
}

/** Refusals of a list where the node itself may well be there: 404 says nothing. spec/omadm.md Q35 */
const NO_LISTS: readonly number[] = [400, 405, 406, 501];
/** DevInfo leaves that tell one client from another. */
const CLIENT: readonly string[] = ['Man', 'Mod', 'DmV'];

/** What is known of the client after a turn; the same reference when nothing is new. */
export function learn(device: Device, lesson: Lesson): Learnt {
  const before = device.learnt ?? NOTHING;
  const after: Learnt = {
    ...(isAnother(device, lesson.events) ? {} : before),
    ...(lesson.userAgent === undefined ? {} : { userAgent: userAgentOf(lesson.userAgent) }),
    ...(refusesLists(lesson.events) ? { lists: 'refused' as const } : {}),
    ...nodesIn(lesson),
  };
  const same = (['userAgent', 'lists', 'nodes'] as const).every((name) => before[name] === after[name]);
  return same ? before : after;
}

const NOTHING: Learnt = {};

/** A header as it may be kept. */
export function userAgentOf(header: string): string {
  return header.replaceAll(/[^ -~]/g, '').slice(0, FLEET_LIMITS.userAgentCharsMax);
}

function isAnother({ info }: Device, events: readonly ServerEvent[]): boolean {
  return events.some(
    (event) =>
      event.type === 'devInfo' &&
      CLIENT.some(
        (name) =>
          event.values[name] !== undefined && info[name] !== undefined && event.values[name] !== info[name],
      ),
  );
}

/** Every list that was asked for in this turn: one that came says that the others stand for their nodes alone. */
function refusesLists(events: readonly ServerEvent[]): boolean {
  const codes = events.flatMap((event) =>
    event.type === 'status' && event.tag.startsWith('get|') && event.tag.includes('?list=')
      ? [event.code]
      : [],
  );
  return codes.some((code) => NO_LISTS.includes(code)) && !codes.some((code) => code < 300);
}

function nodesIn({ roots, inventory }: Lesson): Learnt {
  if (inventory === undefined) return {};
  const uris = [...roots, ...inventory.downloads.map((row) => row.uri)];
  const names = new Set(uris.map((uri) => uri.slice(uri.lastIndexOf('/') + 1)));
  const nodes = TELLING_NODES.filter((name) => names.has(name)).join(' ');
  return nodes === '' ? {} : { nodes };
}
