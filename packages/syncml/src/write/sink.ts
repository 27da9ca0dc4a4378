import type { Item } from '../commands.ts';
import type { Data } from '../data.ts';
import type { ElementId } from '../element-ids.ts';
import type { Meta } from '../meta.ts';

/** What a message is written into: one of the two encodings. */
export interface Sink {
  start(id: ElementId): void;
  end(id: ElementId): void;
  empty(id: ElementId): void;
  /** An element with text and nothing else. */
  leaf(id: ElementId, text: string): void;
  /** `Data` of an Item. */
  value(data: Data): void;
  /** Meta that tells how `value` will write the data of the item. */
  itemMeta(item: Item): Meta | undefined;
  /** The same for Meta of a command, which holds for Items without their own. */
  commandMeta(meta: Meta, items: readonly Item[]): Meta;
}
