import type { Meta } from '../meta.ts';
import type { Chal, Cred } from '../parts.ts';
import { decimal } from './decimal.ts';
import type { Mutable } from './mutable.ts';
import { base64Text, type Content, type ContentRows, content, flag, group, text } from './rule.ts';

interface MetaDraft extends Mutable<Omit<Meta, 'emi'>> {
  emi?: string[];
}
interface AnchorDraft {
  last?: string;
  next?: string;
}
interface MemDraft {
  sharedMem?: true;
  freeMem?: number;
  freeId?: number;
}
/** Anything that has a `Meta`. */
interface HasMeta {
  meta?: MetaDraft;
}

const ANCHOR: Content = content({
  Last: text<AnchorDraft>((anchor, value) => {
    anchor.last = value;
  }),
  Next: text<AnchorDraft>((anchor, value) => {
    anchor.next = value;
  }),
});

const MEM: Content = content({
  SharedMem: flag<MemDraft>((mem) => {
    mem.sharedMem = true;
  }),
  FreeMem: numberText<MemDraft>((mem, value) => {
    mem.freeMem = value;
  }),
  FreeID: numberText<MemDraft>((mem, value) => {
    mem.freeId = value;
  }),
});

const META_ROWS: ContentRows = {
  Format: text<MetaDraft>((meta, value) => {
    meta.format = value;
  }),
  Type: text<MetaDraft>((meta, value) => {
    meta.type = value;
  }),
  Mark: text<MetaDraft>((meta, value) => {
    meta.mark = value;
  }),
  Size: numberText<MetaDraft>((meta, value) => {
    meta.size = value;
  }),
  Version: text<MetaDraft>((meta, value) => {
    meta.version = value;
  }),
  NextNonce: base64Text<MetaDraft>((meta, value) => {
    meta.nextNonce = value;
  }),
  MaxMsgSize: numberText<MetaDraft>((meta, value) => {
    meta.maxMsgSize = value;
  }),
  MaxObjSize: numberText<MetaDraft>((meta, value) => {
    meta.maxObjSize = value;
  }),
  EMI: text<MetaDraft>((meta, value) => {
    meta.emi ??= [];
    meta.emi.push(value);
  }),
  Anchor: group<MetaDraft, AnchorDraft>(ANCHOR, {
    begin: () => ({}),
    end: (meta, { last, next }) => {
      if (next !== undefined) meta.anchor = last === undefined ? { next } : { last, next };
    },
  }),
  Mem: group<MetaDraft, MemDraft>(MEM, {
    begin: () => ({}),
    end: (meta, { sharedMem, freeMem, freeId }) => {
      if (freeMem === undefined || freeId === undefined) return;
      meta.mem = sharedMem ? { sharedMem, freeMem, freeId } : { freeMem, freeId };
    },
  }),
};

/** `MetInf` inside `Meta` is see-through. */
const META: Content = content(META_ROWS, {
  MetInf: group<MetaDraft, MetaDraft>(content(META_ROWS), { begin: (meta) => meta }),
});

const metaRule = group<HasMeta, MetaDraft>(META, {
  begin: (parent) => {
    parent.meta ??= {};
    return parent.meta;
  },
});

/** `Meta` of a header, a command, an Item, a Cred or a Chal. spec/omadm.md §2.1 */
export const META_CHILD: ContentRows = { Meta: metaRule };

/** `Type` and `Format` standing beside an Item's Meta. spec/omadm.md §14 Q16 */
export const META_BESIDE: ContentRows = {
  Type: text<HasMeta>((parent, value) => {
    parent.meta ??= {};
    parent.meta.type = value;
  }),
  Format: text<HasMeta>((parent, value) => {
    parent.meta ??= {};
    parent.meta.format = value;
  }),
};

/** `Cred`. spec/omadm.md §5.3 */
export const CRED_CHILD: ContentRows = {
  Cred: group<{ cred?: Cred }, Mutable<Cred>>(
    content(META_CHILD, {
      Data: base64Text<Mutable<Cred>>((cred, value) => {
        cred.data = value;
      }),
    }),
    {
      begin: (parent) => {
        const cred = { data: '' };
        parent.cred = cred;
        return cred;
      },
    },
  ),
};

/** `Chal`. spec/omadm.md §5.4 */
export const CHAL_CHILD: ContentRows = {
  Chal: group<{ chal?: Chal }, Chal>(content(META_CHILD), {
    begin: (parent) => {
      const chal = { meta: {} };
      parent.chal = chal;
      return chal;
    },
  }),
};

function numberText<T extends object>(set: (target: T, value: number) => void) {
  return text<T>((target, value) => {
    const number = decimal(value);
    if (number !== undefined) set(target, number);
  });
}
