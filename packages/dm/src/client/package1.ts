import type { Alert, Item, Replace } from '@scomo/syncml';
import { getNode, type Tree, type TreeNode } from '@scomo/tree';
import type { ClientSession, Outgoing } from './session.ts';

const DEV_INFO = './DevInfo';

/** Body of package 1: why the session, who we are, our alerts. spec/omadm.md §1.4 */
export function package1(session: ClientSession, tree: Tree): readonly Outgoing[] {
  const code = session.reason === 'server' ? 1200 : 1201;
  const reason: Alert = { kind: 'Alert', cmdId: '', code, items: [] };
  return [{ command: reason }, { command: devInfo(tree) }, ...openAlerts(session)];
}

/** The alerts that the server has not answered yet. */
export function openAlerts(session: ClientSession): readonly Outgoing[] {
  return session.alerts.map(({ tag, alert }) => ({ tag, command: { ...alert, cmdId: '' } }));
}

/** Every text leaf below `./DevInfo`, by Source. spec/omadm.md §1.4 rule 2 */
function devInfo(tree: Tree): Replace {
  const root = getNode(tree, DEV_INFO);
  return { kind: 'Replace', cmdId: '', items: root === undefined ? [] : leavesOf(DEV_INFO, root) };
}

function leavesOf(uri: string, node: TreeNode): readonly Item[] {
  if (node.format === 'node') {
    return [...node.children].flatMap(([name, child]) => leavesOf(`${uri}/${name}`, child));
  }
  if (typeof node.value !== 'string') return [];
  return [{ source: { locUri: uri }, meta: { format: node.format, type: node.type }, data: node.value }];
}
