import { SCOMO_DDF } from '@scomo/scomo';
import { encodeMarkup, utf8Decode } from '@scomo/syncml';
import {
  ACCOUNT_DDF,
  type DdfNode,
  DEV_DETAIL_DDF,
  DEV_INFO_DDF,
  describeTree,
  getNode,
  INBOX_DDF,
  misfits,
  renderDdf,
  type Tree,
} from '@scomo/tree';
import { type AgentConfig, loadConfig } from '../config.ts';
import { accountNode } from '../session/credential-changes.ts';
import { loadTree, MO_ROOT } from '../session/device-tree.ts';
import { looking } from './look.ts';
import { PLACE_OPTIONS, readOptions } from './options.ts';

/** Where the standard objects stand on our device. */
const objectsOf = ({ moVersion }: AgentConfig): readonly (readonly [uri: string, description: DdfNode])[] => [
  ['./DevInfo', DEV_INFO_DDF],
  ['./DevDetail', DEV_DETAIL_DDF],
  [`./DMAcc/${accountNode(0)}`, ACCOUNT_DDF],
  ['./Inbox', INBOX_DDF],
  [MO_ROOT, SCOMO_DDF[moVersion]],
];

/** The description of the management tree as it was last kept, or what in it contradicts the standard objects. spec/omadm.md §7.6 */
export async function ddf(args: readonly string[]): Promise<number> {
  const options = { ...PLACE_OPTIONS, check: { type: 'boolean', default: false } } as const;
  const { check, config: path, state } = readOptions(args, options);
  const config = loadConfig(path);
  const tree = await looking(state, (journal) => loadTree({ accounts: config.accounts, journal }));
  if (check) return report(tree, objectsOf(config));
  const document = { man: 'Scomo', mod: config.deviceType, nodes: describeTree(tree) };
  process.stdout.write(`${utf8Decode(encodeMarkup(renderDdf(document), 'xml')) ?? ''}\n`);
  return 0;
}

function report(tree: Tree, objects: ReturnType<typeof objectsOf>): number {
  const lines = objects.flatMap(([uri, description]) => {
    const node = getNode(tree, uri);
    return node === undefined ? [`${uri}: missing`] : misfits(description, node, uri);
  });
  const good = `${objects.map(([uri]) => uri).join(', ')}: as the standard objects ask for`;
  process.stdout.write(`${lines.length === 0 ? good : lines.join('\n')}\n`);
  return lines.length === 0 ? 0 : 1;
}
