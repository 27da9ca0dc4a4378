import { ELEMENTS, type Page } from './elements.ts';

/** Number of an element: `page << 6 | token`, so a tag octet of WBXML is one addition away. 0 is no element. */
export type ElementId = number;

export type ProtocolElement = Extract<(typeof ELEMENTS)[number], readonly [string, 0 | 1, ...unknown[]]>[0];

/** Ids run below this. */
export const ID_COUNT = 3 << 6;

/** Element name of an id, `''` where no element has that token. */
export const NAME_OF: readonly string[] = Array.from({ length: ID_COUNT }, (_, id) => {
  const row = ELEMENTS.find(([, page, token]) => ((page << 6) | token) === id);
  return row === undefined ? '' : row[0];
});

/** Namespaces the code pages stand for. The protocol version in the first is that of DM 1.2. spec/omadm.md §8 */
export const PAGE_NAMESPACE = ['SYNCML:SYNCML1.2', 'syncml:metinf', 'syncml:dmddf1.2'] as const;

export const DDF_NAMESPACE = PAGE_NAMESPACE[2];

const ids = ELEMENTS.map(([name, page, token]) => ({ name: name as string, page, id: (page << 6) | token }));
const protocolIds = new Map(ids.filter(({ page }) => page !== 2).map(({ name, id }) => [name, id]));
const pageIds = ([0, 1, 2] as const).map(
  (page) => new Map(ids.filter((row) => row.page === page).map(({ name, id }) => [name, id])),
);

/** Id of an element of SyncML or MetInf, whose names do not overlap; 0 when there is none. */
export function protocolId(name: ProtocolElement): ElementId;
export function protocolId(name: string): ElementId;
export function protocolId(name: string): ElementId {
  return protocolIds.get(name) ?? 0;
}

/** Id of an element of one code page, 0 when there is none. */
export function pageId(page: Page, name: string): ElementId {
  return pageIds[page]?.get(name) ?? 0;
}
