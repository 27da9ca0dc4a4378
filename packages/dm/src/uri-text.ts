/** A URI for comparison: percent-escapes decoded, `./` and slashes at the ends dropped. spec/omadm.md §14 Q13, Q24 */
function plain(uri: string): string {
  const bare = uri
    .trim()
    .replace(/^\.?\//, '')
    .replace(/\/+$/, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** True when two LocURIs name the same node, however they were escaped. */
export function sameUri(a: string, b: string): boolean {
  return a === b || plain(a) === plain(b);
}

/** Scheme, host and port of an absolute http(s) URL in lower case; undefined for anything else. */
export function originOf(url: string): string | undefined {
  const match = /^(https?):\/\/([^/?#]+)/i.exec(url.trim());
  const [, scheme = '', authority = ''] = match ?? [];
  if (match === null || authority.includes('@') || authority.includes('\\')) return undefined;
  const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^:[\]]*)(?::(\d*))?$/i.exec(authority) ?? [];
  if (host === '') return undefined;
  const standard = scheme.toLowerCase() === 'https' ? '443' : '80';
  return `${scheme}://${host}:${port === '' ? standard : Number(port)}`.toLowerCase();
}
