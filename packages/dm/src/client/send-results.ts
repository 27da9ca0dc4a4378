import { type Command, type Item, type Message, type Results, utf8Encode } from '@scomo/syncml';
import { measurer } from '../fit.ts';
import { LIMITS } from '../limits.ts';
import { plainCommand } from '../plain-command.ts';
import type { ClientSession, Outgoing } from './session.ts';

/** True when each Item goes into one message, or in chunks that the server takes. spec/omadm.md §2.6, §4.3 */
export function fitsInto(session: ClientSession, results: Results, room: number): boolean {
  const measure = measurer(session.encoding);
  return results.items.every((item) => {
    if (measure({ ...results, cmdId: '9999', items: [item] }) <= room) return true;
    const text = textOf(results, item);
    if (text === undefined) return false;
    const octets = utf8Encode(text).length;
    return octets <= LIMITS.heldObjectBytesMax && octets <= (session.peerObjectBytes ?? octets);
  });
}

/** Statuses first and an object under way next, so that nothing stands between its chunks; else answers before older ones. */
export function inOrder(
  status: Outgoing,
  answers: readonly Outgoing[],
  outbox: readonly Outgoing[],
): readonly Outgoing[] {
  if (outbox[0]?.begun !== true) return [status, ...answers, ...outbox];
  const isStatus = ({ command }: Outgoing) => command.kind === 'Status';
  const others = answers.filter((answer) => !isStatus(answer));
  return [status, ...answers.filter(isStatus), ...outbox, ...others];
}

/** True when the server asks for the next chunk of our object. */
export function isAwaited({ outbox }: ClientSession, message: Message): boolean {
  const asks = message.commands.some((command) => command.kind === 'Alert' && command.code === 1222);
  return asks && outbox[0]?.begun === true;
}

/** The session without the rest of an object that the server does not want: a refusal, or 1225. spec/omadm.md §4.4 */
export function withoutRefused(session: ClientSession, message: Message): ClientSession {
  if (session.outbox[0]?.begun !== true || !message.commands.some(isRefusal)) return session;
  return { ...session, outbox: session.outbox.slice(1) };
}

function isRefusal(command: Command): boolean {
  if (command.kind === 'Alert') return command.code === 1225;
  return command.kind === 'Status' && command.code >= 300 && command.cmd.toLowerCase() === 'results';
}

/** The next chunk of the first Item, and what is left of the Results; `begun` when the chunk is not the last. */
export interface Cut {
  readonly head: Results;
  readonly tail?: Results;
  readonly begun: boolean;
}

/** Cuts Results of which the first Item goes in chunks; undefined when the room is not worth it. */
export function cutObject(
  results: Results,
  begun: boolean,
  room: number,
  measure: (command: Command) => number,
): Cut | undefined {
  const [item, ...others] = results.items;
  const text = item === undefined ? undefined : textOf(results, item);
  if (item === undefined || text === undefined) return undefined;
  const plain = plainCommand({ ...results, items: [item] });
  const [plainItem = item] = plain.kind === 'Results' ? plain.items : [];
  const rest = (items: readonly Item[]): Results => ({ ...results, cmdId: '', items });
  const whole: Results = { ...results, items: [plainItem] };
  if (begun && measure(whole) <= room) {
    return { head: whole, begun: false, ...(others.length === 0 ? {} : { tail: rest(others) }) };
  }
  const piece = (data: string): Results => {
    const size = begun ? {} : { size: utf8Encode(text).length };
    return {
      ...results,
      items: [{ ...plainItem, meta: { ...plainItem.meta, ...size }, data, moreData: true }],
    };
  };
  const end = endOfPiece(text, room - measure(piece('')), (data) => measure(piece(data)) <= room);
  if (end < LIMITS.chunkBytesMin) return undefined;
  const tail = rest([{ ...plainItem, data: text.slice(end) }, ...others]);
  return { head: piece(text.slice(0, end)), tail, begun: true };
}

/** Where to cut so that the beginning fits: by octets first, then less as long as escapes make it too long. Characters stay whole. */
function endOfPiece(text: string, octets: number, fits: (data: string) => boolean): number {
  for (let size = octets; size >= LIMITS.chunkBytesMin; size = Math.floor(size * 0.9)) {
    let end = Math.min(size, text.length - 1);
    while (end > 0 && utf8Encode(text.slice(0, end)).length > size) end -= Math.max(1, Math.floor(end / 8));
    if (/[\uD800-\uDBFF]$/.test(text.slice(0, end))) end -= 1;
    if (end > 0 && fits(text.slice(0, end))) return end;
  }
  return 0;
}

/** Data as text that can be cut; octets as base64. */
function textOf(results: Results, item: Item): string | undefined {
  const plain = plainCommand({ ...results, items: [item] });
  const data = plain.kind === 'Results' ? plain.items[0]?.data : undefined;
  return typeof data === 'string' ? data : undefined;
}
