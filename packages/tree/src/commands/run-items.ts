import type { Add, Copy, Delete, Exec, Get, Item, Replace } from '@scomo/syncml';
import type { Tree } from '../node.ts';
import { addDocument, isDocument } from '../tnds/add-document.ts';
import { replaceDocument } from '../tnds/replace-document.ts';
import { parseUri } from '../uri.ts';
import { add } from './add.ts';
import { copy } from './copy.ts';
import { remove } from './delete.ts';
import { exec } from './exec.ts';
import { get } from './get.ts';
import type { CommandStatus, Outcome } from './outcome.ts';
import { replace } from './replace.ts';
import { type ExecuteContext, isFailure, type Step, type StepOf, type Target } from './step.ts';

/** Commands whose Items each address a node. */
export type ItemCommand = Add | Copy | Delete | Exec | Get | Replace;

const STEPS: Readonly<Record<ItemCommand['kind'], StepOf>> = {
  Add: (tree, target, context) => (isDocument(target) ? addDocument : add)(tree, target, context),
  Copy: copy,
  Delete: remove,
  Exec: exec,
  Get: get,
  Replace: (tree, target, context) => (isDocument(target) ? replaceDocument : replace)(tree, target, context),
};

/**
 * Carries out a command Item by Item. In an Atomic the first failure ends it: the rest is 215.
 * One Status for all Items alike, else one per Item with its TargetRef. spec/omadm.md §2.12
 */
export function runItems<E>(
  tree: Tree,
  command: ItemCommand,
  context: ExecuteContext<E>,
  stopAtFailure: boolean,
): Outcome<E> {
  if (command.items.length === 0 || (command.kind === 'Exec' && command.items.length > 1)) {
    return { tree, statuses: [statusOf(command, 412)], results: [], effects: [] };
  }
  let now = tree;
  let stopped = false;
  const steps: Step<E>[] = [];
  for (const item of command.items) {
    const step: Step<E> = stopped ? { tree: now, code: 215 } : runItem(now, command, item, context);
    now = step.tree;
    steps.push(step);
    stopped ||= stopAtFailure && isFailure(step.code);
  }
  const found = steps.flatMap((step) => step.found ?? []);
  return {
    tree: now,
    statuses: statusesOf(command, steps),
    results: found.length > 0 ? [{ cmdId: command.cmdId, items: found }] : [],
    effects: steps.flatMap((step) => step.effects ?? []),
  };
}

function runItem<E>(tree: Tree, command: ItemCommand, item: Item, context: ExecuteContext<E>): Step<E> {
  const locUri = item.target?.locUri;
  if (locUri === undefined) return { tree, code: 412 };
  if (item.moreData) return { tree, code: 406 };
  const uri = parseUri(locUri);
  if (typeof uri === 'number') return { tree, code: uri };
  const target: Target = {
    locUri,
    ...uri,
    meta: { ...command.meta, ...item.meta },
    ...(item.data === undefined ? {} : { data: item.data }),
    ...(item.source === undefined ? {} : { source: item.source.locUri }),
    ...(command.kind === 'Exec' && command.correlator !== undefined
      ? { correlator: command.correlator }
      : {}),
  };
  return STEPS[command.kind](tree, target, context);
}

function statusesOf<E>(command: ItemCommand, steps: readonly Step<E>[]): CommandStatus[] {
  const [first] = steps;
  if (first && steps.every((step) => step.code === first.code && !step.items)) {
    return [statusOf(command, first.code)];
  }
  return steps.map((step, i) => {
    const item = steps.length > 1 ? command.items[i] : undefined;
    const targetRef = item?.target?.locUri;
    const sourceRef = command.kind === 'Copy' ? item?.source?.locUri : undefined;
    return {
      ...statusOf(command, step.code),
      ...(targetRef === undefined ? {} : { targetRef }),
      ...(sourceRef === undefined ? {} : { sourceRef }),
      ...(step.items ? { items: step.items } : {}),
    };
  });
}

function statusOf(command: ItemCommand, code: number): CommandStatus {
  return { cmdId: command.cmdId, cmd: command.kind, code };
}
