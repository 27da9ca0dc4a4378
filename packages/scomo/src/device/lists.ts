import { type Format, getNode, pathOf, type Tree } from '@scomo/tree';
import { DEVICE_LIMITS } from '../limits.ts';
import { textAt } from './accept-order.ts';
import { childrenAt } from './project.ts';

/**
 * Lists of an object of version 1.1: components that may not, or alone may, be installed and run. No specification has
 * their form; ours is `<list>/<z>/{ID, Version, PkgID}`, the last two where they matter. spec/scomo.md §3.3
 */
export const LIST_NAMES = ['Blacklisted', 'Whitelisted'] as const;
const LEAVES: readonly string[] = ['ID', 'Version', 'PkgID'];

/** What may be added at a URI that may be one of a list: 405 elsewhere, 415 in another form, 420 when it is full. */
export function mayList(
  tree: Tree,
  root: string,
  uri: string,
  format: Format | undefined,
): number | undefined {
  const [list = '', entry, leaf, ...deeper] = pathOf(uri).slice(pathOf(root).length);
  const named = LIST_NAMES.find((name) => name === list);
  const node = named && getNode(tree, `${root}/${named}`);
  if (node?.format !== 'node' || entry === undefined || deeper.length > 0) return 405;
  if (leaf !== undefined) return LEAVES.includes(leaf) ? (format === 'chr' ? undefined : 415) : 405;
  if (format !== 'node') return 415;
  return node.children.size < DEVICE_LIMITS.listEntriesMax ? undefined : 420;
}

/** Why a component may not be installed or run, in words; undefined when it may. An empty list of what may says nothing. */
export function listFault(
  tree: Tree,
  root: string,
  what: { readonly component: string; readonly version: string; readonly pkgId: string },
): string | undefined {
  const name = `${what.component} ${what.version}`;
  const [black, white] = LIST_NAMES.map((list) => entriesOf(tree, `${root}/${list}`));
  const isOn = (entries: readonly Entry[] = []) => entries.some((entry) => matches(entry, what));
  if (isOn(black)) return `${name} is blacklisted`;
  return white === undefined || white.length === 0 || isOn(white) ? undefined : `${name} is not whitelisted`;
}

type Entry = Readonly<Record<'id' | 'version' | 'pkgId', string>>;

function entriesOf(tree: Tree, uri: string): readonly Entry[] {
  if (getNode(tree, uri) === undefined) return [];
  return [...childrenAt(tree, uri).keys()]
    .map((name) => {
      const leaf = (of: string) => textAt(tree, [...pathOf(uri), name, of]);
      return { id: leaf('ID'), version: leaf('Version'), pkgId: leaf('PkgID') };
    })
    .filter(({ id }) => id !== '');
}

function matches({ id, version, pkgId }: Entry, what: Parameters<typeof listFault>[2]): boolean {
  if (id !== what.component) return false;
  return (version === '' || version === what.version) && (pkgId === '' || pkgId === what.pkgId);
}
