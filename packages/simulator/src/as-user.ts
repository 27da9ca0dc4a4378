import { fileURLToPath } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/**
 * The words that run a program of this checkout as another user, who need not be able to reach it (a checkout in
 * /root): it is seen at /mnt, by that program alone. Only for root.
 */
export function asUser(
  { uid, gid }: { readonly uid: number; readonly gid: number },
  argv: readonly string[],
): readonly string[] {
  const seen = argv.map((word) =>
    word.startsWith(`${CHECKOUT}/`) ? `/mnt${word.slice(CHECKOUT.length)}` : word,
  );
  return [
    ...['unshare', '--mount', 'sh', '-c', 'mount --bind "$1" /mnt && shift && exec "$@"', 'sh', CHECKOUT],
    ...['setpriv', '--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups', '--', ...seen],
  ];
}
