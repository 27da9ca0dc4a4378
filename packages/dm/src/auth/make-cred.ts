import type { Cred } from '@scomo/syncml';
import type { AuthPorts, MessageScheme, Outgoing } from './credentials.ts';
import { a1Of, basicData, md5Data } from './digests.ts';
import { typeOf } from './schemes.ts';

/** Our `Cred` by a scheme; md5 uses `nonce` (base64, `''` before the first). spec/omadm.md §5.3 */
export function makeCred(
  outgoing: Outgoing,
  scheme: Exclude<MessageScheme, 'hmac'>,
  nonce: string,
  ports: AuthPorts,
): Cred {
  const { name, secret } = outgoing;
  const data =
    scheme === 'basic' ? basicData(name, secret) : md5Data(a1Of(name, secret, ports), nonce, ports);
  return { meta: { format: 'b64', type: typeOf(scheme) }, data };
}
