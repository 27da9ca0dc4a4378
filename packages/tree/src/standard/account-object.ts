import type { DeviceObject } from '../device-object.ts';
import { getNode, pathOf, putNode } from '../edit.ts';
import type { Format, Tree, TreeNode } from '../node.ts';
import { removeServer } from '../rights.ts';
import { putInbox } from './inbox.ts';
import { STANDARD_URN } from './standard-tree.ts';

const ROOT = './DMAcc';

/** What may stand in an account, `*` being any name. spec/omadm.md §7.1 */
const SHAPE: readonly (readonly [path: string, ...formats: Format[]])[] = [
  ['*', 'node'],
  ['*/AppID', 'chr'],
  ['*/ServerID', 'chr'],
  ['*/Name', 'chr'],
  ['*/PrefConRef', 'chr'],
  ['*/ToConRef', 'node'],
  ['*/ToConRef/*', 'node'],
  ['*/ToConRef/*/ConRef', 'chr'],
  ['*/AppAddr', 'node'],
  ['*/AppAddr/*', 'node'],
  ['*/AppAddr/*/Addr', 'chr'],
  ['*/AppAddr/*/AddrType', 'chr'],
  ['*/AppAddr/*/Port', 'node'],
  ['*/AppAddr/*/Port/*', 'node'],
  ['*/AppAddr/*/Port/*/PortNbr', 'chr'],
  ['*/AAuthPref', 'chr'],
  ['*/AppAuth', 'node'],
  ['*/AppAuth/*', 'node'],
  ['*/AppAuth/*/AAuthLevel', 'chr'],
  ['*/AppAuth/*/AAuthType', 'chr'],
  ['*/AppAuth/*/AAuthName', 'chr'],
  ['*/AppAuth/*/AAuthSecret', 'chr'],
  ['*/AppAuth/*/AAuthData', 'bin', 'b64'],
];

/**
 * DM accounts that come from servers: their shape is checked, their secrets and nonces cannot be read, their ServerID
 * stays what it is; with an account its ServerID leaves every ACL. spec/omadm.md §3.6, §7.1
 */
export function accountObject<E>(): DeviceObject<E> {
  return {
    root: ROOT,
    inboxType: STANDARD_URN.DMAcc,
    guard: (_tree, uri, command, format) => (command === 'Add' ? mayStand(uri, format) : mayChange(uri)),
    added: hidden,
    removed: withoutRights,
  };
}

/** A tree that takes accounts from servers: `./Inbox` is there and `./DMAcc` allows Add. @throws Error without `./DMAcc`. */
export function openAccounts(tree: Tree): Tree {
  const accounts = getNode(tree, ROOT);
  if (accounts?.format !== 'node') throw new Error(`no ${ROOT}`);
  return putInbox(putNode(tree, ROOT, { ...accounts, access: ['Add', 'Get'] }));
}

function mayStand(uri: string, format: Format | undefined): number | undefined {
  const path = pathOf(uri).slice(1);
  if (path[1] === 'Ext') return path.length > 2 || format === 'node' ? undefined : 415;
  const row = SHAPE.find(([pattern]) => matches(pattern.split('/'), path));
  if (!row) return 405;
  const [, ...formats] = row;
  return format !== undefined && formats.includes(format) ? undefined : 415;
}

/** Who an account is for can neither be exchanged nor taken away from under it. */
function mayChange(uri: string): number | undefined {
  const path = pathOf(uri).slice(1);
  return path.length === 2 && ['AppID', 'ServerID'].includes(path[1] ?? '') ? 405 : undefined;
}

/** Rights of a ServerID that has no account any more go with it. */
function withoutRights(tree: Tree, uri: string, node: TreeNode): Tree {
  const gone = serverIdOf(node);
  if (pathOf(uri).length !== 2 || gone === '') return tree;
  const accounts = getNode(tree, ROOT);
  const left = accounts?.format === 'node' ? [...accounts.children.values()].map(serverIdOf) : [];
  return left.includes(gone) ? tree : removeServer(tree, gone);
}

function serverIdOf(account: TreeNode): string {
  const id = account.format === 'node' ? account.children.get('ServerID') : undefined;
  return id !== undefined && id.format !== 'node' && typeof id.value === 'string' ? id.value : '';
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length === path.length && pattern.every((part, i) => part === '*' || part === path[i]);
}

function hidden(tree: Tree, uri: string): Tree {
  const node = getNode(tree, uri);
  const secret = ['AAuthSecret', 'AAuthData'].includes(pathOf(uri).at(-1) ?? '');
  return node && secret ? putNode(tree, uri, { ...node, access: ['Delete', 'Replace'] }) : tree;
}
