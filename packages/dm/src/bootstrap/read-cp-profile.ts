import { base64Decode, utf8Encode } from '@scomo/syncml';
import type { AppAuth } from '@scomo/tree';
import { MalformedOctets } from '../cursor.ts';
import { BootstrapError } from './bootstrap-error.ts';
import { CP_LEVEL } from './build-cp-profile.ts';
import { authType, type BootstrapProfile, checkedProfile, portNumber } from './profile.ts';
import { type Characteristic, readProvisioning } from './provisioning-reader.ts';

/** The device names the account itself. spec/omadm.md §6.5 */
const PLACEHOLDER = '1';

/**
 * The one account `w7` of a wap-provisioningdoc in WBXML; its node is named `1`. Other applications and connectivity
 * are passed over. A credential without a type counts as DIGEST. @throws BootstrapError and nothing else. spec/omadm.md §6.5
 */
export function readCpProfile(bytes: Uint8Array): BootstrapProfile {
  const [account, another] = documentOf(bytes).inner.filter(
    (inner) => inner.type === 'APPLICATION' && parm(inner, 'APPID') === 'w7',
  );
  if (account === undefined) throw new BootstrapError('no-account', 'no application w7');
  if (another !== undefined) throw new BootstrapError('several-accounts', 'more than one application w7');
  return checkedProfile(profileOf(account));
}

function documentOf(bytes: Uint8Array): Characteristic {
  try {
    return readProvisioning(bytes);
  } catch (error) {
    if (error instanceof MalformedOctets) throw new BootstrapError('malformed', error.message);
    throw error;
  }
}

function profileOf(account: Characteristic): BootstrapProfile {
  const [address] = innerOf(account, 'APPADDR');
  if ((parm(address, 'ADDRTYPE') ?? 'ALPHA') !== 'ALPHA') {
    throw new BootstrapError('bad-account', 'address type');
  }
  const port = parm(innerOf(address, 'PORT')[0], 'PORTNBR');
  return {
    node: PLACEHOLDER,
    serverId: parm(account, 'PROVIDER-ID') ?? '',
    name: parm(account, 'NAME') ?? '',
    addr: parm(address, 'ADDR') ?? '',
    authPref: '',
    auth: innerOf(account, 'APPAUTH').flatMap(authOf),
    ...(port === undefined ? {} : { port: portNumber(port) }),
  };
}

function authOf(auth: Characteristic): AppAuth[] {
  const name = parm(auth, 'AAUTHLEVEL');
  const level = (['CLCRED', 'SRVCRED'] as const).find((one) => CP_LEVEL[one] === name);
  if (level === undefined) return [];
  const data = parm(auth, 'AAUTHDATA') ?? '';
  return [
    {
      level,
      type: authType(parm(auth, 'AAUTHTYPE') ?? 'DIGEST'),
      name: parm(auth, 'AAUTHNAME') ?? '',
      secret: parm(auth, 'AAUTHSECRET') ?? '',
      data: base64Decode(data) ?? utf8Encode(data),
    },
  ];
}

function innerOf(characteristic: Characteristic | undefined, type: string): readonly Characteristic[] {
  return characteristic?.inner.filter((inner) => inner.type === type) ?? [];
}

function parm(characteristic: Characteristic | undefined, name: string): string | undefined {
  return characteristic?.parms.find((one) => one.name === name)?.value;
}
