import type { Access, Format } from '../node.ts';
import { type DdfNode, OCCURRENCES } from './document.ts';

/** One node of an object: path below its root (`*`: any name; `.`: the root itself), occurrence, format, access. */
export type DdfRow = readonly [path: string, occurrence: string, format: Format, access: string];

/** Description of an object from its table, parents before children. `type`: identifier of its root. */
export function ddfFromTable(
  name: string,
  type: string,
  rows: readonly DdfRow[],
  scope: 'Permanent' | 'Dynamic' = 'Permanent',
): DdfNode {
  const build = (path: string, own: string): DdfNode => {
    const row = rows.find(([at]) => at === path);
    if (row === undefined) throw new Error(`no row ${path}`);
    const [, occurrence, format, access] = row;
    const below = path === '.' ? '' : `${path}/`;
    const inner = rows.filter(
      ([at]) => at !== '.' && at.startsWith(below) && !at.slice(below.length).includes('/'),
    );
    const root = path === '.';
    return {
      name: own,
      rules: {
        access: access.split(' ').filter((command) => command !== '') as readonly Access[],
        format,
        occurrence: OCCURRENCES[occurrence] ?? { optional: true, most: 'any' },
        scope: root ? scope : 'Dynamic',
        type:
          format === 'node'
            ? { ddfName: root ? type : '' }
            : { mime: format === 'bin' ? [''] : ['text/plain'] },
      },
      children: inner.map(([at]) => {
        const last = at.slice(below.length);
        return build(at, last === '*' ? '' : last);
      }),
    };
  };
  return build('.', name);
}
