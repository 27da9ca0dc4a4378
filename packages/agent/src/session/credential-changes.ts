import { base64Encode } from '@scomo/syncml';
import { getNode, setValue, type Tree } from '@scomo/tree';
import type { CredentialChanges } from '../account.ts';

/** Name of our account's node in `./DMAcc`. */
export const ACCOUNT_NODE = 'main';

/** Leaves of our account that its server may write, and what of the account each one is. spec/omadm.md §7.1 */
const WRITABLE: readonly (readonly [path: string, name: keyof CredentialChanges])[] = [
  ['CLCRED/AAuthSecret', 'clientSecret'],
  ['CLCRED/AAuthData', 'clientNonce'],
  ['SRVCRED/AAuthSecret', 'serverSecret'],
  ['SRVCRED/AAuthData', 'serverNonce'],
];

const uriOf = (path: string) => `./DMAcc/${ACCOUNT_NODE}/AppAuth/${path}`;

/** What the server has written into our account between two states of the tree. */
export function credentialChanges(before: Tree, after: Tree): CredentialChanges {
  const changed = WRITABLE.filter(([path]) => stands(before, path) !== stands(after, path));
  return Object.fromEntries(changed.map(([path, name]) => [name, textOf(stands(after, path))]));
}

/** The tree as it may be stored: secrets of our account stand elsewhere. */
export function withoutSecrets(tree: Tree): Tree {
  return WRITABLE.reduce((now, [path]) => {
    const value = stands(now, path);
    return value === undefined || value.length === 0
      ? now
      : setValue(now, uriOf(path), typeof value === 'string' ? '' : new Uint8Array());
  }, tree);
}

function stands(tree: Tree, path: string): string | Uint8Array | undefined {
  const node = getNode(tree, uriOf(path));
  return node === undefined || node.format === 'node' ? undefined : node.value;
}

function textOf(value: string | Uint8Array | undefined): string {
  return typeof value === 'string' ? value : base64Encode(value ?? new Uint8Array());
}
