import {
  base64Decode,
  type Data,
  decode,
  decodeMarkup,
  type Element,
  type Markup,
  type Message,
  parseMarkup,
  SyncmlError,
  utf8Encode,
} from '@scomo/syncml';
import { type AppAuth, parseUri, STANDARD_URN } from '@scomo/tree';
import { LIMITS } from '../limits.ts';
import { BootstrapError } from './bootstrap-error.ts';
import { authType, type BootstrapProfile, checkedProfile, portNumber } from './profile.ts';
import { childrenOf, nodeBelow, textOf, valueBelow } from './tnds-elements.ts';

/** Names of the account object, today's and that of older documents. spec/omadm.md §7.1 */
const ACCOUNT_NAMES: ReadonlySet<string> = new Set([STANDARD_URN.DMAcc, 'org.openmobilealliance/1.0/w7']);

const TARGET = /^(?:\.\/)?(?:Inbox|DMAcc)(?:\/|$)/;

/** Name of an account that came without one. spec/omadm.md §6.5 */
const PLACEHOLDER = '1';

/**
 * The one account that a WBXML message adds to `./Inbox` or `./DMAcc` as a TNDS object. Other objects and the ACL are
 * passed over. @throws BootstrapError and nothing else. spec/omadm.md §6.4, §7.1
 */
export function readDmProfile(bytes: Uint8Array): BootstrapProfile {
  if (bytes.length > LIMITS.bootstrapBytesMax)
    throw new BootstrapError('too-large', `${bytes.length} octets`);
  const [account, another] = accountsOf(bytes);
  if (account === undefined) throw new BootstrapError('no-account', 'no DM account is added');
  if (another !== undefined) throw new BootstrapError('several-accounts', 'more than one DM account');
  return checkedProfile(profileOf(account));
}

function accountsOf(bytes: Uint8Array): readonly Element[] {
  try {
    return documentsOf(decode(bytes, 'wbxml'))
      .flatMap((markup) => markup.elements)
      .filter((element) => element.name === 'MgmtTree')
      .flatMap((tree) => childrenOf(tree, 'Node'))
      .filter((node) => ACCOUNT_NAMES.has(ddfName(node)));
  } catch (error) {
    if (error instanceof SyncmlError) throw new BootstrapError('malformed', error.message);
    throw error;
  }
}

function documentsOf(message: Message): readonly Markup[] {
  return message.commands
    .filter((command) => command.kind === 'Add')
    .flatMap((command) => command.items)
    .filter((item) => TARGET.test(item.target?.locUri ?? '') && item.data !== undefined)
    .map((item) => markupOf(item.data ?? ''));
}

/** A document comes as elements, as octets or as XML text. spec/omadm.md §8.8 rule 7 */
function markupOf(data: Data): Markup {
  if (typeof data === 'string') return parseMarkup(data);
  return data instanceof Uint8Array ? decodeMarkup(data, 'wbxml') : data;
}

function ddfName(node: Element): string {
  const [properties] = childrenOf(node, 'RTProperties');
  return textOf(childrenOf(properties, 'Type')[0], 'DDFName') ?? '';
}

function profileOf(account: Element): BootstrapProfile {
  if (valueBelow(account, 'AppID') !== 'w7') throw new BootstrapError('bad-account', 'AppID is not w7');
  const [address] = childrenOf(nodeBelow(account, 'AppAddr'), 'Node');
  const addrType = valueBelow(address, 'AddrType') ?? '';
  if (addrType !== '' && addrType !== 'URI') throw new BootstrapError('bad-account', 'address type');
  const [port] = childrenOf(nodeBelow(address, 'Port'), 'Node');
  const portText = valueBelow(port, 'PortNbr');
  return {
    node: nodeName(textOf(account, 'NodeName') ?? ''),
    serverId: valueBelow(account, 'ServerID') ?? '',
    name: valueBelow(account, 'Name') ?? '',
    addr: valueBelow(address, 'Addr') ?? '',
    authPref: valueBelow(account, 'AAuthPref') ?? '',
    auth: childrenOf(nodeBelow(account, 'AppAuth'), 'Node').flatMap(authOf),
    ...(portText === undefined ? {} : { port: portNumber(portText) }),
  };
}

/** A NodeName is written like a segment of a LocURI. spec/omadm.md §3.2 */
function nodeName(text: string): string {
  if (text === '') return PLACEHOLDER;
  const uri = parseUri(`./${text}`);
  const [name, deeper] = typeof uri === 'number' || uri.query !== undefined ? [] : uri.path;
  if (name === undefined || deeper !== undefined) throw new BootstrapError('bad-account', 'node name');
  return name;
}

function authOf(node: Element): AppAuth[] {
  const level = valueBelow(node, 'AAuthLevel');
  if (level !== 'CLCRED' && level !== 'SRVCRED') return [];
  const data = valueBelow(node, 'AAuthData') ?? '';
  return [
    {
      level,
      type: authType(valueBelow(node, 'AAuthType') ?? ''),
      name: valueBelow(node, 'AAuthName') ?? '',
      secret: valueBelow(node, 'AAuthSecret') ?? '',
      data: base64Decode(data) ?? utf8Encode(data),
    },
  ];
}
