const NAME_CHARS_MAX = 31;
/** Room for `.next` or a hash behind a name. */
const BASE_CHARS_MAX = 22;

/** Text as a node name: `[A-Za-z0-9._-]`, short enough for a suffix. spec/scomo.md §3.5 */
export function safeName(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, BASE_CHARS_MAX);
  return /^\.*$/.test(safe) ? `_${safe}` : safe;
}

/** Name of a version that stands beside the active one until it is activated. */
export function stagedName(name: string): string {
  return `${name.slice(0, NAME_CHARS_MAX - STAGED.length)}${STAGED}`;
}

const STAGED = '.next';

export function isStagedName(name: string): boolean {
  return name.endsWith(STAGED);
}

/** The name, or when others have it the name with a hash of the text it was made from. */
export function freeName(name: string, text: string, taken: (name: string) => boolean): string {
  let candidate = name;
  for (let salt = 0; taken(candidate); salt++) {
    const hash = `-${shortHash(`${salt} ${text}`)}`;
    candidate = `${name.slice(0, NAME_CHARS_MAX - hash.length)}${hash}`;
  }
  return candidate;
}

/** FNV-1a, 32 bits, eight hexadecimal digits: tells names apart, protects nothing. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
