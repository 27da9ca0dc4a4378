import { type ExecCall, getNode, type Path, pathOf, type Tree } from '@scomo/tree';
import { BRANCH_PATH, MEMBER_SET_PATH, PRIMITIVES, type Primitive, SETS_PATH } from '../object.ts';
import { parseConsent, parseMembers } from '../set-json.ts';
import type { ScomoOrder } from './order.ts';
import type { Place } from './place.ts';

/** What every order has, from the Exec itself. */
type Base = Pick<ScomoOrder, 'serverId' | 'uri' | 'node' | 'correlator' | 'reboot'>;
/** 405 no primitive, 412 something the operation needs is missing, empty or malformed. */
type Refused = 405 | 412;

const URL_SCHEME = /^https?:\/\//i;

/** The order that an Exec gives, all its facts copied from the tree; or why it is refused. spec/scomo.md §4.5 */
export function acceptOrder(tree: Tree, root: string, place: Place, call: ExecCall): ScomoOrder | Refused {
  const [parent, operation, ...more] = place.below;
  if (parent !== 'Operations' || operation === undefined || more.length > 0) return 405;
  if (place.branch === 'Offers') return 405;
  const base: Base = {
    serverId: call.serverId,
    uri: call.uri,
    node: call.uri.slice(0, call.uri.lastIndexOf('/Operations/')),
    ...(call.correlator === undefined ? {} : { correlator: call.correlator }),
  };
  if (place.branch === 'Sets')
    return operation === 'Activate' ? activateSet(tree, root, base, place.name) : 405;
  const primitives: readonly Primitive[] = PRIMITIVES[place.branch];
  const primitive = primitives.find((known) => known === operation);
  if (!primitive) return 405;
  const reboot = primitive.includes('Install') ? textAt(tree, `${base.node}/Reboot`) : '';
  const whole = reboot === '' ? base : { ...base, reboot };
  switch (place.branch) {
    case 'Download':
      return download(tree, root, whole, primitive);
    case 'Delivered':
      return delivered(tree, root, whole, primitive);
    case 'Deployed':
      return deployed(tree, base, primitive);
  }
}

function download(tree: Tree, root: string, base: Base, operation: Primitive): ScomoOrder | Refused {
  const pkgId = textAt(tree, `${base.node}/PkgID`);
  const pkgUrl = textAt(tree, `${base.node}/PkgURL`);
  if (pkgId === '' || !URL_SCHEME.test(pkgUrl)) return 412;
  const envType = textAt(tree, `${base.node}/EnvType`);
  const wanted = {
    ...{ pkgId, pkgUrl, installParams: textAt(tree, `${base.node}/InstallParams`) },
    ...(envType !== '' && { envType }),
  };
  const name = textAt(tree, `${base.node}/${MEMBER_SET_PATH}`);
  if (name === '') return { ...base, operation, download: wanted };
  const set = memberSet(tree, root, name, operation === 'DownloadInstallInactive', pkgId);
  return set === undefined ? 412 : { ...base, operation, download: { ...wanted, set: name }, set };
}

/** A package that is on the device has a Data node, which nobody may read. Of a set it is staged like a download. */
function delivered(tree: Tree, root: string, base: Base, operation: Primitive): ScomoOrder | Refused {
  const pkgId = textAt(tree, `${base.node}/PkgID`);
  const stored = getNode(tree, `${base.node}/Data`) !== undefined;
  if (pkgId === '' || (!stored && operation !== 'Remove')) return 412;
  const name = textAt(tree, `${base.node}/${MEMBER_SET_PATH}`);
  const installParams = textAt(tree, `${base.node}/InstallParams`);
  const wanted = { pkgId, ...(installParams !== '' && { installParams }) };
  if (name === '' || operation === 'Remove') return { ...base, operation, delivered: wanted };
  const set = memberSet(tree, root, name, operation === 'InstallInactive', pkgId);
  return set === undefined ? 412 : { ...base, operation, delivered: wanted, set };
}

function deployed(tree: Tree, base: Base, operation: Primitive): ScomoOrder | Refused {
  const id = textAt(tree, `${base.node}/ID`);
  if (id === '') return 412;
  return { ...base, operation, component: { id, version: textAt(tree, `${base.node}/Version`) } };
}

/** Every member has to stand in Inventory/Deployed with exactly the wanted package. */
function activateSet(tree: Tree, root: string, base: Base, name: string): ScomoOrder | Refused {
  const set = setAt(tree, root, name);
  const here = deployedPackages(tree, root);
  if (!set?.members.every((member) => here.has(`${member.pkgId} ${member.component}`))) return 412;
  return { ...base, operation: 'ActivateSet', set };
}

/** The set that a package is staged for; undefined when it is no member, or the operation does not stage. */
function memberSet(
  tree: Tree,
  root: string,
  name: string,
  stages: boolean,
  pkgId: string,
): ScomoOrder['set'] {
  const set = stages ? setAt(tree, root, name) : undefined;
  return set?.members.some((member) => member.pkgId === pkgId) ? set : undefined;
}

function setAt(tree: Tree, root: string, name: string): ScomoOrder['set'] {
  const path = [...pathOf(root), ...SETS_PATH.split('/'), name];
  const members = parseMembers(textAt(tree, [...path, 'Members']));
  const consent = parseConsent(textAt(tree, [...path, 'Consent']));
  return members && consent ? { name, members, consent } : undefined;
}

function deployedPackages(tree: Tree, root: string): ReadonlySet<string> {
  const path = [...pathOf(root), ...BRANCH_PATH.Deployed.split('/')];
  const branch = getNode(tree, path);
  const names = branch?.format === 'node' ? [...branch.children.keys()] : [];
  const at = (name: string, leaf: string): string => textAt(tree, [...path, name, leaf]);
  return new Set(names.map((name) => `${at(name, 'PkgIDRef')} ${at(name, 'ID')}`));
}

/** Text of a leaf, `''` when there is none. */
export function textAt(tree: Tree, uri: string | Path): string {
  const node = getNode(tree, uri);
  return node && node.format !== 'node' && typeof node.value === 'string' ? node.value.trim() : '';
}
