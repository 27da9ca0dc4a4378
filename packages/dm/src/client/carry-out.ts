import type { Alert, Command, Message, Results, Status } from '@scomo/syncml';
import {
  allWith,
  type CommandStatus,
  type ExecuteContext,
  execute,
  type Outcome,
  sinkOf,
  type Tree,
  type TreeCommand,
} from '@scomo/tree';
import { LIMITS } from '../limits.ts';
import { commandStatus } from '../statuses.ts';
import { answerAlert } from '../ui/answer-alert.ts';
import type { ClientEnv, ClientSession, Incoming, Outgoing } from './session.ts';
import { continues, dropObject, type ObjectCommand, takeObject } from './take-object.ts';

/** What the commands of one message did, and what we answer, in order. */
export interface Done<E> {
  readonly tree: Tree;
  readonly answers: readonly Outgoing[];
  readonly effects: readonly E[];
  readonly incoming?: Incoming;
  /** A chunk worth a message came. */
  readonly progress: boolean;
}

/** What our next messages have room for. */
export interface Fits {
  /** These in one message. */
  together(commands: readonly Command[]): boolean;
  /** These, cut between Items or in chunks. */
  results(results: Results): boolean;
}

/**
 * Carries out the commands of a proven server in their order; Results stand after their Status. Those that can
 * never fit become a 413; Alerts that we do not know, and chunks inside a container, a 406. Anything but the next
 * chunk breaks an object off: 1225. When the End User cancels a question or does not answer it, nothing behind it in
 * the message is executed. spec/omadm.md §1.6, §1.13, §2.6, §4.4
 */
export function carryOut<E>(
  message: Message,
  tree: Tree,
  session: ClientSession,
  serverId: string,
  env: ClientEnv<E>,
  fits: Fits,
): Done<E> {
  const atomicFits = (statuses: readonly CommandStatus[]) =>
    fits.together(statuses.map((one) => statusOf(message, one, false)));
  const answers: Outgoing[] = [];
  const effects: E[] = [];
  const context: ExecuteContext<E> = {
    serverId,
    objects: env.objects,
    now: env.now,
    atomicFits,
    ask: (alert: Alert) => answerAlert(alert, env),
  };
  let now = tree;
  let { incoming } = session;
  let progress = false;
  let stopped = false;
  const say = (command: Command) => answers.push({ command });
  for (const command of message.commands) {
    if (command.kind === 'Status') continue;
    if (command.kind === 'Alert' && command.code === 1222) {
      say({ ...commandStatus(message, command, 200), cmdId: '' });
      continue;
    }
    if (stopped) {
      for (const one of allWith(command, 215)) say(statusOf(message, one, false));
      continue;
    }
    const before =
      isObject(command, now, incoming, context) && continues(incoming, command) ? incoming : undefined;
    if (incoming !== undefined && before === undefined) {
      say(brokenOff(incoming));
      dropObject(incoming, now, context);
    }
    incoming = undefined;
    if (isObject(command, now, before, context)) {
      const taken = takeObject(command, before, now, context, session.maxObjSize);
      now = taken.outcome?.tree ?? now;
      effects.push(...(taken.outcome?.effects ?? []));
      incoming = taken.incoming;
      progress ||= taken.octets >= LIMITS.chunkBytesMin;
      const targetRefs = command.items.flatMap((item) => (item.target ? [item.target.locUri] : []));
      const { status, items } = taken;
      say({ ...commandStatus(message, command, status), targetRefs, items, cmdId: '' });
    } else if (!isTreeCommand(command) || isOutOfPlace(command, now, context)) {
      say({ ...commandStatus(message, command, 406), cmdId: '' });
    } else {
      const outcome = execute(now, command, context);
      now = outcome.tree;
      stopped ||= outcome.statuses.some(isGivenUp);
      effects.push(...outcome.effects);
      answers.push(...answersOf(message, outcome, fits));
    }
  }
  return { tree: now, answers, effects, progress, ...(incoming === undefined ? {} : { incoming }) };
}

function answersOf<E>(message: Message, outcome: Outcome<E>, fits: Fits): readonly Outgoing[] {
  const results = outcome.results.map(
    ({ cmdId, items }): Results => ({
      kind: 'Results',
      cmdId: '',
      msgRef: message.header.msgId,
      cmdRef: cmdId,
      items,
    }),
  );
  const tooLarge = new Set(results.filter((one) => !fits.results(one)).map((one) => one.cmdRef));
  const statuses = outcome.statuses.map((one) => statusOf(message, one, tooLarge.has(one.cmdId)));
  const found = results.filter((one) => !tooLarge.has(one.cmdRef));
  return [...statuses, ...found].map((command) => ({ command }));
}

/** 1225: the object has no end. spec/omadm.md §1.12 */
function brokenOff({ locUri }: Incoming): Command {
  return { kind: 'Alert', cmdId: '', code: 1225, items: [{ target: { locUri } }] };
}

/** The same code for every command of a server that is not proven; nothing is done. spec/omadm.md §5.4 rule 1 */
export function refuseCommands(message: Message, code: number): readonly Outgoing[] {
  return message.commands
    .filter((command) => command.kind !== 'Status')
    .map((command) => ({ command: { ...commandStatus(message, command, code), cmdId: '' } }));
}

function statusOf(message: Message, status: CommandStatus, tooLarge: boolean): Status {
  const { cmdId, cmd, code, targetRef, sourceRef, items = [] } = status;
  return {
    kind: 'Status',
    cmdId: '',
    msgRef: message.header.msgId,
    cmdRef: cmdId,
    cmd,
    targetRefs: targetRef === undefined ? [] : [targetRef],
    sourceRefs: sourceRef === undefined ? [] : [sourceRef],
    code: tooLarge && code < 300 ? 413 : code,
    items,
  };
}

/** The End User cancelled, or did not answer in time. */
function isGivenUp({ cmd, code }: CommandStatus): boolean {
  return cmd === 'Alert' && (code === 214 || code === 408);
}

const TREE_KINDS = new Set([
  'Alert',
  'Add',
  'Replace',
  'Delete',
  'Copy',
  'Get',
  'Exec',
  'Atomic',
  'Sequence',
]);

function isTreeCommand(command: Command): command is TreeCommand {
  return TREE_KINDS.has(command.kind);
}

/** True for one Item of an object: a chunk, the last part of what came in chunks, or a value that has a sink. */
function isObject<E>(
  command: Command,
  tree: Tree,
  incoming: Incoming | undefined,
  context: ExecuteContext<E>,
): command is ObjectCommand {
  if (command.kind !== 'Add' && command.kind !== 'Replace') return false;
  if (command.items.length !== 1) return false;
  const inChunks = command.items.some((item) => item.moreData === true);
  return inChunks || continues(incoming, command) || hasSink(command, tree, context);
}

/** Objects that stand beside others, or inside a container. */
function isOutOfPlace<E>(command: Command, tree: Tree, context: ExecuteContext<E>): boolean {
  if ('commands' in command) return command.commands.some((child) => isOutOfPlace(child, tree, context));
  if (!('items' in command)) return false;
  return command.items.some((item) => item.moreData === true) || hasSink(command, tree, context);
}

function hasSink<E>(command: Command, tree: Tree, context: ExecuteContext<E>): boolean {
  if (command.kind !== 'Add' && command.kind !== 'Replace') return false;
  return command.items.some(
    ({ target }) => target !== undefined && sinkOf(tree, target.locUri, context) !== undefined,
  );
}
