import { type DdfNode, type DdfRow, ddfFromTable } from '@scomo/tree';
import { BRANCH_PATH, type Branch, MO_URN, PRIMITIVES } from '../object.ts';
import { LIST_NAMES } from './lists.ts';

/** Texts of a package, beside what its branch says of them. spec/scomo.md §3.2 */
const texts = (branch: Branch): readonly DdfRow[] =>
  ['Name', 'Description', 'EnvType'].map((name) => [
    `${BRANCH_PATH[branch]}/*/${name}`,
    'ZeroOrOne',
    'chr',
    'Get',
  ]);

const operations = (branch: Branch): readonly DdfRow[] => [
  [`${BRANCH_PATH[branch]}/*/Operations`, 'One', 'node', 'Get'],
  ...PRIMITIVES[branch].map(
    (name): DdfRow => [`${BRANCH_PATH[branch]}/*/Operations/${name}`, 'ZeroOrOne', 'null', 'Exec'],
  ),
  [`${BRANCH_PATH[branch]}/*/Operations/Ext`, 'ZeroOrOne', 'node', 'Get'],
  [`${BRANCH_PATH[branch]}/*/Ext`, 'ZeroOrOne', 'node', 'Get'],
];

const ROWS: readonly DdfRow[] = [
  ['.', 'One', 'node', 'Get'],
  ['Download', 'One', 'node', 'Add Get'],
  ['Download/*', 'ZeroOrMore', 'node', 'Add Delete Get Replace'],
  ['Download/*/PkgID', 'One', 'chr', 'Get Replace'],
  ['Download/*/PkgURL', 'ZeroOrOne', 'chr', 'Get Replace'],
  ['Download/*/InstallParams', 'ZeroOrOne', 'chr', 'Get Replace'],
  ['Download/*/PkgType', 'ZeroOrOne', 'chr', 'Get Replace'],
  ['Download/*/Status', 'One', 'int', 'Get'],
  ...texts('Download'),
  ...operations('Download'),
  ['Inventory', 'One', 'node', 'Get'],
  ['Inventory/Delivered', 'One', 'node', 'Get'],
  ['Inventory/Delivered/*', 'ZeroOrMore', 'node', 'Get'],
  ['Inventory/Delivered/*/PkgID', 'One', 'chr', 'Get'],
  ['Inventory/Delivered/*/Data', 'ZeroOrOne', 'bin', ''],
  ['Inventory/Delivered/*/InstallParams', 'ZeroOrOne', 'chr', 'Get'],
  ['Inventory/Delivered/*/PkgType', 'ZeroOrOne', 'chr', 'Get'],
  ['Inventory/Delivered/*/Status', 'One', 'int', 'Get'],
  ['Inventory/Delivered/*/State', 'One', 'int', 'Get'],
  ...texts('Delivered'),
  ...operations('Delivered'),
  ['Inventory/Deployed', 'One', 'node', 'Get'],
  ['Inventory/Deployed/*', 'ZeroOrMore', 'node', 'Get'],
  ['Inventory/Deployed/*/ID', 'One', 'chr', 'Get'],
  ['Inventory/Deployed/*/PkgIDRef', 'ZeroOrOne', 'chr', 'Get'],
  ['Inventory/Deployed/*/Version', 'ZeroOrOne', 'chr', 'Get'],
  ['Inventory/Deployed/*/Status', 'One', 'int', 'Get'],
  ['Inventory/Deployed/*/State', 'One', 'int', 'Get'],
  ...texts('Deployed'),
  ...operations('Deployed'),
  ['Ext', 'ZeroOrOne', 'node', 'Get'],
];

/** What version 1.1 adds, as far as it is confirmed or ours. spec/scomo.md §3.3 */
const ROWS_1_1: readonly DdfRow[] = [
  ['Download/*/Reboot', 'ZeroOrOne', 'chr', 'Get Replace'],
  ['Inventory/Delivered/*/Reboot', 'ZeroOrOne', 'chr', 'Get'],
  ['Config', 'ZeroOrOne', 'node', 'Get'],
  ['Config/CheckUpdateFreq', 'ZeroOrOne', 'int', 'Get Replace'],
  ...LIST_NAMES.flatMap((list): readonly DdfRow[] => [
    [list, 'ZeroOrOne', 'node', 'Add Get'],
    [`${list}/*`, 'ZeroOrMore', 'node', 'Delete Get'],
    [`${list}/*/ID`, 'One', 'chr', 'Get Replace'],
    [`${list}/*/Version`, 'ZeroOrOne', 'chr', 'Get Replace'],
    [`${list}/*/PkgID`, 'ZeroOrOne', 'chr', 'Get Replace'],
  ]),
];

/** The SCOMO object of each version with the least that a client has to allow. What stands below Ext is the vendor's. spec/scomo.md §3.2, §3.3 */
export const SCOMO_DDF: Readonly<Record<keyof typeof MO_URN, DdfNode>> = {
  '1.0': ddfFromTable('SCOMO', MO_URN['1.0'], ROWS),
  '1.1': ddfFromTable('SCOMO', MO_URN['1.1'], [...ROWS, ...ROWS_1_1]),
};
