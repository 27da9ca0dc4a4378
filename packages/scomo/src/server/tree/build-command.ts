import { server } from '@scomo/dm';
import { base64Decode, type Command, type Item, type Meta } from '@scomo/syncml';
import type { TreeCommand } from './tree-command.ts';

const KIND = {
  get: 'Get',
  add: 'Add',
  replace: 'Replace',
  delete: 'Delete',
  copy: 'Copy',
} as const;

/** The command as it goes out, CmdIDs still empty. spec/omadm.md §2.1 */
export function buildCommand(ordered: TreeCommand): Command {
  switch (ordered.kind) {
    case 'atomic':
    case 'sequence': {
      const commands = (ordered.commands ?? []).map(buildCommand);
      return { kind: ordered.kind === 'atomic' ? 'Atomic' : 'Sequence', cmdId: '', commands };
    }
    case 'alert':
      return {
        kind: 'Alert',
        cmdId: '',
        ...(ordered.code === undefined ? {} : { code: ordered.code }),
        items: alertItems(ordered),
      };
    case 'exec': {
      const { correlator } = ordered;
      const item = itemOf(ordered);
      return { kind: 'Exec', cmdId: '', ...(correlator === undefined ? {} : { correlator }), items: [item] };
    }
    default:
      return { kind: KIND[ordered.kind], cmdId: '', items: [itemOf(ordered)] };
  }
}

function itemOf({ uri, source, format, type, data }: TreeCommand): Item {
  const meta: Meta = {
    ...(format === undefined ? {} : { format }),
    ...(type === undefined ? {} : { type }),
  };
  const octets = format === 'bin' && data !== undefined ? base64Decode(data) : undefined;
  return {
    ...(uri === undefined ? {} : { target: { locUri: uri } }),
    ...(source === undefined ? {} : { source: { locUri: source } }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    ...(data === undefined ? {} : { data: octets ?? data }),
  };
}

/** Options or an empty Item, the text, the choices in their order. spec/omadm.md §1.13 */
function alertItems({ options = {}, text, choices = [] }: TreeCommand): readonly Item[] {
  const rendered = server.renderAlertOptions(options);
  return [
    rendered === '' ? {} : { data: rendered },
    ...(text === undefined ? [] : [{ data: text }]),
    ...choices.map((choice) => ({ data: choice })),
  ];
}
