/** Leaves of an account whose value opens something. spec/omadm.md §7.3, C31 */
const SECRET_LEAVES = ['AAuthSecret', 'AAuthData'];

/** True for the URI of a leaf whose value is neither kept nor shown. */
export function isSecretLeaf(uri: string): boolean {
  return SECRET_LEAVES.includes(uri.slice(uri.lastIndexOf('/') + 1));
}
