import { base64Encode } from '@scomo/syncml';
import type { AppAuth } from '@scomo/tree';
import { LIMITS } from '../limits.ts';
import { type BootstrapProfile, checkedProfile } from './profile.ts';
import { ProvisioningWriter } from './provisioning-writer.ts';

/** Levels of credentials by the names of client provisioning. spec/omadm.md §6.5 */
export const CP_LEVEL = { CLCRED: 'APPSRV', SRVCRED: 'CLIENT' } as const;

/**
 * Client provisioning profile `w7`: a wap-provisioningdoc in WBXML. It names neither the node nor the preferred type.
 * @throws Error for a profile that cannot stand in an account or is over the limit. spec/omadm.md §6.5, §8.7
 */
export function buildCpProfile(profile: BootstrapProfile): Uint8Array {
  const { serverId, name, addr, auth, port } = checkedProfile(profile);
  const writer = new ProvisioningWriter();
  writer.begin();
  writer.characteristic('APPLICATION');
  writer.parm('APPID', 'w7');
  writer.parm('PROVIDER-ID', serverId);
  if (name !== '') writer.parm('NAME', name);
  writer.characteristic('APPADDR');
  writer.parm('ADDR', addr);
  writer.parm('ADDRTYPE', 'ALPHA');
  if (port !== undefined) {
    writer.characteristic('PORT');
    writer.parm('PORTNBR', String(port));
    writer.end();
  }
  writer.end();
  for (const one of auth) writeAuth(writer, one);
  writer.end();
  writer.end();
  const bytes = writer.finish();
  if (bytes.length > LIMITS.bootstrapBytesMax) throw new Error(`bootstrap of ${bytes.length} octets`);
  return bytes;
}

function writeAuth(writer: ProvisioningWriter, auth: AppAuth): void {
  writer.characteristic('APPAUTH');
  writer.parm('AAUTHLEVEL', CP_LEVEL[auth.level]);
  writer.parm('AAUTHTYPE', auth.type);
  writer.parm('AAUTHNAME', auth.name);
  writer.parm('AAUTHSECRET', auth.secret);
  writer.parm('AAUTHDATA', base64Encode(auth.data));
  writer.end();
}
