import type { TreeCommand, TreeCommandKind } from '@scomo/scomo';
import { base64Decode } from '@scomo/syncml';
import { parseUri } from '@scomo/tree';
import { FLEET_LIMITS } from '../../limits.ts';
import { checkAlert } from './check-alert.ts';
import type { Fault } from './fault.ts';

interface Rule {
  readonly needs: readonly (keyof TreeCommand)[];
  readonly mayHave: readonly (keyof TreeCommand)[];
  /** What may stand behind `?` in its URI. */
  readonly query: readonly ('prop' | 'list')[];
  /** What it may hold. spec/omadm.md §2.2, S19 */
  readonly holds?: readonly TreeCommandKind[];
}

/** spec/omadm.md §3.3 */
const FORMATS = ['node', 'chr', 'int', 'bool', 'bin', 'b64', 'xml', 'date', 'time', 'float', 'null'];
const VALUE = ['format', 'type', 'data'] as const;

const RULES: Readonly<Record<TreeCommandKind, Rule>> = {
  get: { needs: ['uri'], mayHave: [], query: ['prop', 'list'] },
  add: { needs: ['uri'], mayHave: VALUE, query: [] },
  replace: { needs: ['uri'], mayHave: VALUE, query: ['prop'] },
  delete: { needs: ['uri'], mayHave: [], query: [] },
  copy: { needs: ['uri', 'source'], mayHave: [], query: [] },
  exec: { needs: ['uri'], mayHave: [...VALUE, 'correlator'], query: [] },
  alert: { needs: ['code', 'text'], mayHave: ['options', 'choices'], query: [] },
  atomic: {
    needs: ['commands'],
    mayHave: [],
    query: [],
    holds: ['add', 'alert', 'copy', 'delete', 'replace'],
  },
  sequence: {
    needs: ['commands'],
    mayHave: [],
    query: [],
    holds: ['add', 'alert', 'atomic', 'copy', 'delete', 'exec', 'get', 'replace'],
  },
};

/** The first fault of a list: what no message can carry, or (unless `allowInvalid`) what the specification forbids. */
export function faultIn(commands: readonly TreeCommand[], allowInvalid: boolean): Fault | undefined {
  const all = flat(commands);
  const { treeCommandsMax, treeDataCharsMax } = FLEET_LIMITS;
  if (all.length > treeCommandsMax)
    return { pointer: '', detail: `more than ${treeCommandsMax} commands, those inside others included` };
  const chars = all.reduce(
    (sum, { command: { data = '', text = '' } }) => sum + data.length + text.length,
    0,
  );
  if (chars > treeDataCharsMax)
    return {
      pointer: '',
      detail: `more than ${treeDataCharsMax} characters of data; order a package instead`,
    };
  const correlators = all.flatMap(({ command }) => command.correlator ?? []);
  for (const { command, parent, pointer } of all) {
    const fault =
      unsendable(command, correlators) ??
      (allowInvalid ? undefined : (misplaced(command, parent) ?? unruly(command)));
    if (fault !== undefined) return { ...fault, pointer: pointer + fault.pointer };
  }
  return undefined;
}

interface Placed {
  readonly command: TreeCommand;
  readonly parent?: TreeCommand;
  readonly pointer: string;
}

function flat(commands: readonly TreeCommand[], at = '', parent?: TreeCommand): readonly Placed[] {
  return commands.flatMap((command, index) => {
    const pointer = `${at}/${index}`;
    const placed: Placed = { command, pointer, ...(parent === undefined ? {} : { parent }) };
    return [placed, ...flat(command.commands ?? [], `${pointer}/commands`, command)];
  });
}

function unsendable(
  { format, data, correlator }: TreeCommand,
  correlators: readonly string[],
): Fault | undefined {
  if (format === 'bin' && data !== undefined && base64Decode(data) === undefined)
    return { pointer: '/data', detail: 'data of format bin must be base64' };
  if (correlator !== undefined && correlators.indexOf(correlator) !== correlators.lastIndexOf(correlator))
    return {
      pointer: '/correlator',
      detail: `the correlator ${correlator} stands twice: its alert could be for either`,
    };
  return undefined;
}

function misplaced({ kind }: TreeCommand, parent: TreeCommand | undefined): Fault | undefined {
  if (parent === undefined || RULES[parent.kind].holds?.includes(kind)) return undefined;
  const detail = `${kind} may not stand in ${parent.kind}; devices answer 500. Set allowInvalid to try it`;
  return { pointer: '/kind', detail };
}

function unruly(command: TreeCommand): Fault | undefined {
  const { kind, uri, source, format = 'chr' } = command;
  const { needs, mayHave, query } = RULES[kind];
  for (const name of needs)
    if (command[name] === undefined) return { pointer: `/${name}`, detail: `${kind} needs ${name}` };
  for (const name of Object.keys(command) as (keyof TreeCommand)[])
    if (name !== 'kind' && !needs.includes(name) && !mayHave.includes(name))
      return { pointer: `/${name}`, detail: `${kind} has no ${name}` };
  if (!FORMATS.includes(format))
    return { pointer: '/format', detail: `format is one of ${FORMATS.join(', ')}` };
  const detail = (uri === undefined ? undefined : uriFault(uri, query)) ?? valueFault(command);
  if (detail !== undefined) return { pointer: detail.startsWith('data') ? '/data' : '/uri', detail };
  const from = source === undefined ? undefined : uriFault(source, []);
  if (from !== undefined) return { pointer: '/source', detail: from };
  return kind === 'alert' ? checkAlert(command) : undefined;
}

/** Full device URIs only. S20 */
function uriFault(uri: string, query: Rule['query']): string | undefined {
  if (uri !== '.' && !uri.startsWith('./') && !uri.startsWith('.?'))
    return 'a full URI is needed: it begins with ./';
  const parsed = parseUri(uri);
  if (parsed === 406) return 'unknown ?prop= or ?list=';
  if (parsed === 414) return 'the URI is too long';
  if (parsed === 400) return 'the URI is malformed';
  if (parsed.query === undefined || query.includes(parsed.query.kind)) return undefined;
  return `?${parsed.query.kind}= has no place here`;
}

/** A value where one must be. spec/omadm.md §2.1 */
function valueFault({ kind, uri = '', format = 'chr', type, data }: TreeCommand): string | undefined {
  if (kind !== 'add' && kind !== 'replace') return undefined;
  const bare = format === 'null' || (format === 'node' && kind === 'add');
  if (data === undefined && !bare) return `data is needed: the value of ${uri} (format node: none)`;
  const document = type?.includes('dmtnds') === true;
  if (data !== undefined && format === 'node' && !document) return 'data has no place in an interior node';
  return undefined;
}
