import Table from 'cli-table3';

/** One column of a table: heading, and how a row shows in it. */
export type Column<T> = readonly [heading: string, show: (row: T) => string];

/** A list for people, or JSON for programs. An empty list says so. */
export function printList<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  json: boolean | undefined,
  empty: string,
): void {
  if (json === true) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  if (rows.length === 0) {
    console.log(empty);
    return;
  }
  const table = new Table({ head: columns.map(([heading]) => heading), style: { head: [], border: [] } });
  for (const row of rows) table.push(columns.map(([, show]) => show(row)));
  console.log(table.toString());
}

/** One thing for people as name and value, or JSON. */
export function printOne(
  value: object,
  fields: readonly (readonly [string, string])[],
  json: boolean | undefined,
): void {
  if (json === true) {
    console.log(JSON.stringify(value, null, 2));
    return;
  }
  const table = new Table({ style: { head: [], border: [] } });
  for (const [name, text] of fields) {
    if (text !== '') table.push([name, text]);
  }
  console.log(table.toString());
}

/** Everything behind a keyset cursor, page by page. */
export async function allPages<T>(
  page: (after: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const got = await page(after);
    items.push(...got.items);
    after = got.next;
  } while (after !== undefined);
  return items;
}

/** Moment in the reader's time zone, with the zone. */
export function moment(instant: string | undefined): string {
  if (instant === undefined) return '';
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(
    new Date(instant),
  );
}

/** A device's text must not steer the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/(?!\n|\t)\p{Cc}|\p{Bidi_Control}/gu, '?');
}
