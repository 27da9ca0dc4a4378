import { utf8Encode } from '@scomo/syncml';
import { type AccountFacts, type AppAuth, isNodeName } from '@scomo/tree';
import { LIMITS } from '../limits.ts';
import { BootstrapError } from './bootstrap-error.ts';

/** The account that a bootstrap document carries. The device may give it another node name. spec/omadm.md §6.4, §6.5, §7.1 */
export interface BootstrapProfile extends AccountFacts {
  /** TCP port 1..65535, when it is given beside the URL. */
  readonly port?: number;
}

const AUTH_TYPES: readonly AppAuth['type'][] = ['BASIC', 'DIGEST', 'HMAC', 'TRANSPORT'];

const PORT_MAX = 0xffff;
const CONTROL = /\p{Cc}/u;
const WEB_ADDRESS = /^https?:\/\/[^\s/?#]/iu;

/** Credential type of a text. @throws BootstrapError for one that we do not speak: leaving it out would weaken the account. */
export function authType(text: string): AppAuth['type'] {
  const found = AUTH_TYPES.find((type) => type === text);
  if (found === undefined) throw new BootstrapError('bad-account', 'credential type');
  return found;
}

/** Port of a decimal text. @throws BootstrapError */
export function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new BootstrapError('bad-account', 'port is no number');
  return Number(text);
}

/**
 * The same profile when every value can stand in an account: a server id, a web address, one credential a level, texts
 * within the limit, well-formed, without control characters and blanks around. @throws BootstrapError naming the value.
 */
export function checkedProfile(profile: BootstrapProfile): BootstrapProfile {
  const { node, serverId, name, addr, authPref, auth, port } = profile;
  if (!isNodeName(node)) throw new BootstrapError('bad-account', 'node name');
  const texts: readonly [value: string, of: string][] = [
    [node, 'node name'],
    [serverId, 'server id'],
    [name, 'name'],
    [addr, 'address'],
    [authPref, 'preferred credential type'],
    ...auth.flatMap((one): [string, string][] => [
      [one.name, 'user name'],
      [one.secret, 'secret'],
    ]),
  ];
  for (const [value, of] of texts) checkText(value, of);
  if (serverId === '') throw new BootstrapError('bad-account', 'no server id');
  if (!WEB_ADDRESS.test(addr)) throw new BootstrapError('bad-account', 'no web address');
  if (auth.length > LIMITS.accountAuthsMax) throw new BootstrapError('bad-account', 'too many credentials');
  if (new Set(auth.map((one) => one.level)).size < auth.length) {
    throw new BootstrapError('bad-account', 'a credential level twice');
  }
  if (auth.some((one) => one.data.length > LIMITS.accountTextBytesMax)) {
    throw new BootstrapError('bad-account', 'nonce too long');
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= PORT_MAX)) {
    throw new BootstrapError('bad-account', 'port');
  }
  return profile;
}

function checkText(value: string, of: string): void {
  if (CONTROL.test(value) || !value.isWellFormed() || value !== value.trim()) {
    throw new BootstrapError('bad-account', `${of} is no plain text`);
  }
  if (utf8Encode(value).length > LIMITS.accountTextBytesMax) {
    throw new BootstrapError('bad-account', `${of} is too long`);
  }
}
