import type { server } from '@scomo/dm';
import type { Command, Meta } from '@scomo/syncml';
import type { Fact } from './knowledge.ts';
import type { OperationRecord } from './task.ts';

/** A command with what must be remembered once it has left. */
export interface Planned {
  readonly tagged: server.TaggedCommand;
  /** The Exec it carries. */
  readonly operation?: { readonly taskId: string; readonly record: OperationRecord };
  /** An engineer's command that may change the tree: what was read before it may be old. */
  readonly changes?: true;
}

const NODE: Meta = { format: 'node' };
const TEXT: Meta = { format: 'chr', type: 'text/plain' };
const OPERATION: Meta = { format: 'null' };

export const readTag = (uri: string) => `get|${uri}`;
export const execTag = (taskId: string, correlator: string) => `exec|${taskId}|${correlator}`;
export const writeTag = (taskId: string, step: string) => `write|${taskId}|${step}`;

export function get(uri: string): Planned {
  return {
    tagged: { tag: readTag(uri), command: { kind: 'Get', cmdId: '', items: [{ target: { locUri: uri } }] } },
  };
}

export function write(taskId: string, step: string, command: Command): Planned {
  return { tagged: { tag: writeTag(taskId, step), command } };
}

export function addNode(uri: string): Command {
  return { kind: 'Add', cmdId: '', items: [{ target: { locUri: uri }, meta: NODE }] };
}

/** An operation node, for devices that do not make them themselves. spec/peers.md A13 */
export function addOperation(uri: string): Command {
  return { kind: 'Add', cmdId: '', items: [{ target: { locUri: uri }, meta: OPERATION }] };
}

export function addLeaf(uri: string, data: string): Command {
  return { kind: 'Add', cmdId: '', items: [{ target: { locUri: uri }, meta: TEXT, data }] };
}

export function replaceLeaf(uri: string, data: string): Command {
  return { kind: 'Replace', cmdId: '', items: [{ target: { locUri: uri }, meta: TEXT, data }] };
}

/** Replace where the leaf was read in this session, else Add. */
export function putLeaf(facts: Readonly<Record<string, Fact>>, uri: string, data: string): Command {
  return facts[uri]?.kind === 'leaf' ? replaceLeaf(uri, data) : addLeaf(uri, data);
}

/** A package inside the session; `whole` for a device that takes no large objects. spec/scomo.md §2.3 */
export function putObject(
  taskId: string,
  step: string,
  kind: 'Add' | 'Replace',
  uri: string,
  object: server.ObjectRef,
): Planned {
  const item = { target: { locUri: uri }, meta: { type: 'application/octet-stream' } };
  return { tagged: { tag: writeTag(taskId, step), command: { kind, cmdId: '', items: [item] }, object } };
}

export function remove(uri: string): Command {
  return { kind: 'Delete', cmdId: '', items: [{ target: { locUri: uri } }] };
}

export function sequence(commands: readonly Command[]): Command {
  return { kind: 'Sequence', cmdId: '', commands };
}

/** The Exec of `record`, after `writes` in one Sequence when there are any. spec/scomo.md §2.4 */
export function execute(taskId: string, record: OperationRecord, writes: readonly Command[] = []): Planned {
  const exec: Command = {
    kind: 'Exec',
    cmdId: '',
    correlator: record.correlator,
    items: [{ target: { locUri: record.uri } }],
  };
  const { position: _before, ...alone } = record;
  return {
    tagged: {
      tag: execTag(taskId, record.correlator),
      command: writes.length === 0 ? exec : sequence([...writes, exec]),
    },
    operation: { taskId, record: writes.length === 0 ? alone : { ...alone, position: writes.length } },
  };
}
