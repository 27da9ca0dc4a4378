import type { Command, Data, Item, Meta } from '@scomo/syncml';
import { emptyTree, execute, type Outcome, type Tree, type TreeCommand } from '@scomo/tree';
import type { DeployedComponent, ScomoOrder } from '../src/device/order.ts';
import { scomoObject } from '../src/device/scomo-object.ts';
import { scomoTree } from '../src/device/scomo-tree.ts';
import type { SetMember } from '../src/set.ts';

export const ROOT = './SCOMO';
export const pkg = (digit: string): string => `sha256:${digit.repeat(64)}`;
export const empty = (): Tree => scomoTree(ROOT, ['A'])(emptyTree());

interface Facts {
  readonly known?: readonly string[];
  readonly busy?: readonly string[];
  readonly serverId?: string;
}

/** Carries commands out one after the other, as server A unless told otherwise. */
export function run(tree: Tree, command: TreeCommand, facts: Facts = {}): Outcome<ScomoOrder> {
  const { known = [], busy = [], serverId = 'A' } = facts;
  const object = scomoObject({ root: ROOT, known: new Set(known), busy: new Set(busy) });
  return execute(tree, command, { serverId, objects: [object], now: '2026-01-01T00:00:00Z' });
}

export function codes(tree: Tree, command: TreeCommand, facts: Facts = {}): number[] {
  return run(tree, command, facts).statuses.map((status) => status.code);
}

function item(uri: string, data?: Data, meta?: Meta): Item {
  return { target: { locUri: uri }, ...(meta ? { meta } : {}), ...(data === undefined ? {} : { data }) };
}

/** URIs are below the root of the object. */
export const at = (path: string): string => (/^[^?]/.test(path) ? `${ROOT}/${path}` : `${ROOT}${path}`);
export const node = (path: string): TreeCommand => ({
  kind: 'Add',
  cmdId: '1',
  items: [item(at(path), undefined, { format: 'node' })],
});
export const leaf = (path: string, data: Data, meta?: Meta): TreeCommand => ({
  kind: 'Add',
  cmdId: '1',
  items: [item(at(path), data, meta)],
});
export const replace = (path: string, data: Data): TreeCommand => ({
  kind: 'Replace',
  cmdId: '1',
  items: [item(at(path), data)],
});
export const del = (path: string): TreeCommand => ({ kind: 'Delete', cmdId: '1', items: [item(at(path))] });
export const get = (path: string): TreeCommand => ({ kind: 'Get', cmdId: '1', items: [item(at(path))] });
export const exec = (path: string, correlator?: string): TreeCommand => ({
  kind: 'Exec',
  cmdId: '1',
  items: [item(at(path))],
  ...(correlator === undefined ? {} : { correlator }),
});
export const sequence = (...commands: Command[]): TreeCommand => ({ kind: 'Sequence', cmdId: '0', commands });

/** The tree after commands that must all have gone well. */
export function after(tree: Tree, ...commands: TreeCommand[]): Tree {
  return commands.reduce((now, command) => {
    const outcome = run(now, command);
    const bad = outcome.statuses.find((status) => status.code >= 400);
    if (bad) throw new Error(`${bad.cmd} ${JSON.stringify(command)}: ${bad.code}`);
    return outcome.tree;
  }, tree);
}

/** What a plain Get brings: a value, child names, or the status. */
export function read(tree: Tree, path: string): unknown {
  const { statuses, results } = run(tree, get(path));
  return results[0]?.items[0]?.data ?? statuses[0]?.code;
}

export const member = (component: string, pkgId: string, over: Partial<SetMember> = {}): SetMember => ({
  component,
  version: '2.0.0',
  pkgId,
  bytes: 1000,
  title: 'Title',
  provider: 'Acme',
  summary: 'Summary',
  price: 'free',
  permissions: ['network'],
  ...over,
});

export const component = (id: string, over: Partial<DeployedComponent> = {}): DeployedComponent => ({
  id,
  version: '1.0.0',
  active: true,
  pkgId: pkg('0'),
  name: 'Name',
  description: '',
  envType: 'generation',
  status: 10,
  ...over,
});

/** A set and a download that belongs to it, as our server writes them. */
export function withSet(tree: Tree, name: string, members: readonly SetMember[]): Tree {
  const set = after(
    tree,
    node(`Ext/Scomo/Sets/${name}`),
    leaf(`Ext/Scomo/Sets/${name}/Members`, JSON.stringify(members)),
    leaf(`Ext/Scomo/Sets/${name}/Consent`, JSON.stringify({ mode: 'ask', deferralsMax: 3 })),
  );
  return members.reduce((now, one, i) => {
    const x = `Download/${name}-${i}`;
    return after(
      now,
      node(x),
      leaf(`${x}/PkgID`, one.pkgId),
      leaf(`${x}/PkgURL`, `https://dl.example.net/${i}`),
      node(`${x}/Ext`),
      node(`${x}/Ext/Scomo`),
      leaf(`${x}/Ext/Scomo/Set`, name),
    );
  }, set);
}
