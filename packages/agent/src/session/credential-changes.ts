import { base64Encode } from '@scomo/syncml';
import { getNode, setValue, type Tree } from '@scomo/tree';
import type { CredentialChanges } from '../account.ts';

/** Name of an account's node in `./DMAcc`, by its place in the configuration. */
export function accountNode(index: number): string {
  return index === 0 ? 'main' : `main${index + 1}`;
}

/** Leaves of an account that its server may write, and what of the account each one is. spec/omadm.md §7.1 */
const WRITABLE: readonly (readonly [path: string, name: keyof CredentialChanges])[] = [
  ['CLCRED/AAuthSecret', 'clientSecret'],
  ['CLCRED/AAuthData', 'clientNonce'],
  ['SRVCRED/AAuthSecret', 'serverSecret'],
  ['SRVCRED/AAuthData', 'serverNonce'],
];

const uriOf = (account: string, path: string) => `./DMAcc/${account}/AppAuth/${path}`;

/** What a server has written into its account, the one of that node, between two states of the tree. */
export function credentialChanges(before: Tree, after: Tree, account: string): CredentialChanges {
  const standing = WRITABLE.map(([path, name]) => ({ name, uri: uriOf(account, path) }));
  const changed = standing.filter(({ uri }) => stands(before, uri) !== stands(after, uri));
  return Object.fromEntries(changed.map(({ name, uri }) => [name, textOf(stands(after, uri))]));
}

/** The tree as it may be stored: secrets of our accounts stand elsewhere. */
export function withoutSecrets(tree: Tree, accounts: readonly string[]): Tree {
  const uris = accounts.flatMap((account) => WRITABLE.map(([path]) => uriOf(account, path)));
  return uris.reduce((now, uri) => {
    const value = stands(now, uri);
    return value === undefined || value.length === 0
      ? now
      : setValue(now, uri, typeof value === 'string' ? '' : new Uint8Array());
  }, tree);
}

function stands(tree: Tree, uri: string): string | Uint8Array | undefined {
  const node = getNode(tree, uri);
  return node === undefined || node.format === 'node' ? undefined : node.value;
}

function textOf(value: string | Uint8Array | undefined): string {
  return typeof value === 'string' ? value : base64Encode(value ?? new Uint8Array());
}
