import { STANDARD_URN } from '../standard/standard-tree.ts';
import type { DdfNode } from './document.ts';
import { ddfFromTable } from './table.ts';

/** An account below `./DMAcc`, by whatever name. spec/omadm.md §7.1 */
export const ACCOUNT_DDF: DdfNode = ddfFromTable(
  '',
  STANDARD_URN.DMAcc,
  [
    ['.', 'OneOrMore', 'node', 'Get'],
    ['AppID', 'One', 'chr', 'Get'],
    ['ServerID', 'One', 'chr', 'Get'],
    ['Name', 'ZeroOrOne', 'chr', 'Get'],
    ['PrefConRef', 'ZeroOrOne', 'chr', 'Get'],
    ['ToConRef', 'ZeroOrOne', 'node', 'Get'],
    ['ToConRef/*', 'OneOrMore', 'node', 'Get'],
    ['ToConRef/*/ConRef', 'One', 'chr', 'Get'],
    ['AppAddr', 'One', 'node', 'Get'],
    ['AppAddr/*', 'OneOrMore', 'node', 'Get'],
    ['AppAddr/*/Addr', 'One', 'chr', 'Get'],
    ['AppAddr/*/AddrType', 'One', 'chr', 'Get'],
    ['AppAddr/*/Port', 'ZeroOrOne', 'node', 'Get'],
    ['AppAddr/*/Port/*', 'OneOrMore', 'node', 'Get'],
    ['AppAddr/*/Port/*/PortNbr', 'One', 'chr', 'Get'],
    ['AAuthPref', 'ZeroOrOne', 'chr', 'Get'],
    ['AppAuth', 'ZeroOrOne', 'node', 'Get'],
    ['AppAuth/*', 'ZeroOrMore', 'node', 'Get'],
    ['AppAuth/*/AAuthLevel', 'One', 'chr', 'Get'],
    ['AppAuth/*/AAuthType', 'One', 'chr', 'Get'],
    ['AppAuth/*/AAuthName', 'ZeroOrOne', 'chr', 'Get'],
    ['AppAuth/*/AAuthSecret', 'ZeroOrOne', 'chr', ''],
    ['AppAuth/*/AAuthData', 'ZeroOrOne', 'bin', ''],
    ['Ext', 'ZeroOrOne', 'node', 'Get'],
  ],
  'Dynamic',
);

/** spec/omadm.md §7.2 */
export const DEV_INFO_DDF: DdfNode = ddfFromTable('DevInfo', STANDARD_URN.DevInfo, [
  ['.', 'One', 'node', 'Get'],
  ['Ext', 'ZeroOrOne', 'node', 'Get'],
  ['Bearer', 'ZeroOrOne', 'node', 'Get'],
  ['DevId', 'One', 'chr', 'Get'],
  ['Man', 'One', 'chr', 'Get'],
  ['Mod', 'One', 'chr', 'Get'],
  ['DmV', 'One', 'chr', 'Get'],
  ['Lang', 'One', 'chr', 'Get'],
]);

/** spec/omadm.md §7.3 */
export const DEV_DETAIL_DDF: DdfNode = ddfFromTable('DevDetail', STANDARD_URN.DevDetail, [
  ['.', 'One', 'node', 'Get'],
  ['Ext', 'ZeroOrOne', 'node', 'Get'],
  ['Bearer', 'ZeroOrOne', 'node', 'Get'],
  ['URI', 'One', 'node', 'Get'],
  ['URI/MaxDepth', 'One', 'chr', 'Get'],
  ['URI/MaxTotLen', 'One', 'chr', 'Get'],
  ['URI/MaxSegLen', 'One', 'chr', 'Get'],
  ['DevTyp', 'One', 'chr', 'Get'],
  ['OEM', 'One', 'chr', 'Get'],
  ['FwV', 'One', 'chr', 'Get'],
  ['SwV', 'One', 'chr', 'Get'],
  ['HwV', 'One', 'chr', 'Get'],
  ['LrgObj', 'One', 'bool', 'Get'],
]);

/** spec/omadm.md §7.4 */
export const INBOX_DDF: DdfNode = ddfFromTable('Inbox', 'urn:oma:mo:oma-dm-inbox:1.0', [
  ['.', 'One', 'node', 'Add'],
]);
