import { type DdfNode, type DdfRow, ddfFromTable } from '@scomo/tree';
import { BRANCH_PATH, type Branch, MO_URN, PRIMITIVES } from '../object.ts';

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

/** The SCOMO object 1.0 with the least that a client has to allow. What stands below Ext is the vendor's. spec/scomo.md §3.2 */
export const SCOMO_DDF: DdfNode = ddfFromTable('SCOMO', MO_URN['1.0'], [
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
]);
