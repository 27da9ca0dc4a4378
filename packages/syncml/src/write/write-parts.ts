import type { Item } from '../commands.ts';
import type { ElementId } from '../element-ids.ts';
import type { Meta } from '../meta.ts';
import type { Chal, Cred, Location } from '../parts.ts';
import type { Sink } from './sink.ts';
import { TAG } from './tags.ts';

/** Writers of the parts of a message, each in the order of its content model. spec/omadm.md §2.1 */

export function writeText(sink: Sink, id: ElementId, text: string | number | undefined): void {
  if (text !== undefined) sink.leaf(id, typeof text === 'string' ? text : String(text));
}

export function writeFlag(sink: Sink, id: ElementId, flag: true | undefined): void {
  if (flag) sink.empty(id);
}

export function writeLocation(sink: Sink, id: ElementId, location: Location | undefined): void {
  if (location === undefined) return;
  sink.start(id);
  sink.leaf(TAG.locUri, location.locUri);
  writeText(sink, TAG.locName, location.locName);
  sink.end(id);
}

export function writeMeta(sink: Sink, meta: Meta | undefined): void {
  if (meta === undefined) return;
  if (meta.type === undefined && isEmpty(meta)) {
    sink.empty(TAG.meta);
    return;
  }
  sink.start(TAG.meta);
  writeText(sink, TAG.format, meta.format);
  writeText(sink, TAG.type, meta.type);
  writeText(sink, TAG.mark, meta.mark);
  writeText(sink, TAG.size, meta.size);
  writeAnchor(sink, meta.anchor);
  writeText(sink, TAG.version, meta.version);
  writeText(sink, TAG.nextNonce, meta.nextNonce);
  writeText(sink, TAG.maxMsgSize, meta.maxMsgSize);
  writeText(sink, TAG.maxObjSize, meta.maxObjSize);
  if (meta.emi !== undefined) for (const emi of meta.emi) sink.leaf(TAG.emi, emi);
  writeMem(sink, meta.mem);
  sink.end(TAG.meta);
}

export function writeCred(sink: Sink, cred: Cred | undefined): void {
  if (cred === undefined) return;
  sink.start(TAG.cred);
  writeMeta(sink, cred.meta);
  sink.leaf(TAG.data, cred.data);
  sink.end(TAG.cred);
}

export function writeChal(sink: Sink, chal: Chal | undefined): void {
  if (chal === undefined) return;
  sink.start(TAG.chal);
  writeMeta(sink, chal.meta);
  sink.end(TAG.chal);
}

export function writeItems(sink: Sink, items: readonly Item[]): void {
  for (const item of items) writeItem(sink, item);
}

function writeItem(sink: Sink, item: Item): void {
  if (item.data === undefined && isEmpty(item)) {
    sink.empty(TAG.item);
    return;
  }
  sink.start(TAG.item);
  writeLocation(sink, TAG.target, item.target);
  writeLocation(sink, TAG.source, item.source);
  writeLocation(sink, TAG.sourceParent, item.sourceParent);
  writeLocation(sink, TAG.targetParent, item.targetParent);
  writeMeta(sink, item.data === undefined ? item.meta : sink.itemMeta(item));
  if (item.data !== undefined) sink.value(item.data);
  writeFlag(sink, TAG.moreData, item.moreData);
  sink.end(TAG.item);
}

function writeAnchor(sink: Sink, anchor: Meta['anchor']): void {
  if (anchor === undefined) return;
  sink.start(TAG.anchor);
  writeText(sink, TAG.last, anchor.last);
  sink.leaf(TAG.next, anchor.next);
  sink.end(TAG.anchor);
}

function writeMem(sink: Sink, mem: Meta['mem']): void {
  if (mem === undefined) return;
  sink.start(TAG.mem);
  writeFlag(sink, TAG.sharedMem, mem.sharedMem);
  writeText(sink, TAG.freeMem, mem.freeMem);
  writeText(sink, TAG.freeId, mem.freeId);
  sink.end(TAG.mem);
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}
