import type { Item } from '../commands.ts';
import type { Location } from '../parts.ts';
import { META_BESIDE, META_CHILD } from './meta-content.ts';
import type { Mutable } from './mutable.ts';
import {
  type Content,
  type ContentRows,
  content,
  flag,
  group,
  ITEM_COUNT,
  type Rule,
  text,
  VALUE_RULE,
} from './rule.ts';

type LocationDraft = Mutable<Location>;
type ItemDraft = Mutable<Item>;

const LOCATION: Content = content({
  LocURI: text<LocationDraft>((location, value) => {
    location.locUri = value;
  }),
  LocName: text<LocationDraft>((location, value) => {
    location.locName = value;
  }),
});

/** A `Target`-like element; text in place of LocURI is taken for it. spec/omadm.md §2.5 */
export function location<T extends object>(set: (parent: T, location: Location) => void): Rule {
  return group<T, LocationDraft>(LOCATION, {
    begin: (parent) => {
      const draft = { locUri: '' };
      set(parent, draft);
      return draft;
    },
    ownText: (draft, value) => {
      if (draft.locUri === '') draft.locUri = value;
    },
  });
}

const ITEM: Content = content(META_CHILD, META_BESIDE, {
  Target: location<ItemDraft>((item, value) => {
    item.target = value;
  }),
  Source: location<ItemDraft>((item, value) => {
    item.source = value;
  }),
  SourceParent: location<ItemDraft>((item, value) => {
    item.sourceParent = value;
  }),
  TargetParent: location<ItemDraft>((item, value) => {
    item.targetParent = value;
  }),
  Data: VALUE_RULE,
  MoreData: flag<ItemDraft>((item) => {
    item.moreData = true;
  }),
});

/** `Item` of a command. spec/omadm.md §2.1 */
export const ITEM_CHILD: ContentRows = {
  Item: group<{ items: Item[] }, ItemDraft>(ITEM, {
    counts: ITEM_COUNT,
    begin: (command) => {
      const item: ItemDraft = {};
      command.items.push(item);
      return item;
    },
  }),
};
