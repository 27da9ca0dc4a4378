import { base64Encode, type Element, encode, encodeMarkup } from '@scomo/syncml';
import { type AppAuth, escapeName, STANDARD_URN } from '@scomo/tree';
import { LIMITS } from '../limits.ts';
import { type BootstrapProfile, checkedProfile } from './profile.ts';
import { element, interiorNode, leafNode } from './tnds-elements.ts';

/**
 * DM profile: a WBXML message that adds the account as a TNDS object to `./Inbox`, the server alone in its ACL.
 * @throws Error for a profile that cannot stand in an account or is over the limit. spec/omadm.md §6.4
 */
export function buildDmProfile(profile: BootstrapProfile, deviceId: string): Uint8Array {
  const tree = {
    elements: [element('MgmtTree', element('VerDTD', '1.2'), accountNode(checkedProfile(profile)))],
  };
  const item = {
    target: { locUri: './Inbox' },
    meta: { format: 'xml', type: 'application/vnd.syncml.dmtnds+wbxml' },
    data: encodeMarkup(tree, 'wbxml'),
  };
  const header = {
    verDtd: '1.2',
    verProto: 'DM/1.2',
    sessionId: '0',
    msgId: '0',
    target: { locUri: deviceId },
    source: { locUri: profile.addr },
  };
  const bytes = encode(
    { header, commands: [{ kind: 'Add', cmdId: '1', items: [item] }], final: true },
    'wbxml',
  );
  if (bytes.length > LIMITS.bootstrapBytesMax) throw new Error(`bootstrap of ${bytes.length} octets`);
  return bytes;
}

function accountNode(profile: BootstrapProfile): Element {
  const { serverId, name, addr, authPref, auth, port } = profile;
  const ports = port === undefined ? [] : [list('Port', [[leafNode('PortNbr', String(port))]])];
  const addrs = [[leafNode('Addr', addr), leafNode('AddrType', 'URI'), ...ports]];
  const children = [
    leafNode('AppID', 'w7'),
    leafNode('ServerID', serverId),
    leafNode('Name', name),
    leafNode('AAuthPref', authPref),
    list('AppAddr', addrs),
    list('AppAuth', auth.map(authLeaves)),
  ];
  const acl = ['Add', 'Delete', 'Get', 'Replace'].map((command) => `${command}=${serverId}`).join('&');
  return interiorNode(escapeName(profile.node), children, { ddfName: STANDARD_URN.DMAcc, acl });
}

function authLeaves(auth: AppAuth): Element[] {
  return [
    leafNode('AAuthLevel', auth.level),
    leafNode('AAuthType', auth.type),
    leafNode('AAuthName', auth.name),
    leafNode('AAuthSecret', auth.secret),
    leafNode('AAuthData', base64Encode(auth.data), 'b64'),
  ];
}

/** A node whose children are numbered from 1. spec/omadm.md §7.1 */
function list(name: string, rows: readonly (readonly Element[])[]): Element {
  return interiorNode(
    name,
    rows.map((row, index) => interiorNode(String(index + 1), row)),
  );
}
