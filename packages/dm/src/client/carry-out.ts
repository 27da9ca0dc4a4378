import type { Command, Message, Results, Status } from '@scomo/syncml';
import { type CommandStatus, execute, type Tree, type TreeCommand } from '@scomo/tree';
import { commandStatus } from '../statuses.ts';
import type { ClientEnv, Outgoing } from './session.ts';

/** What the commands of one message did, and what we answer, in order. */
export interface Done<E> {
  readonly tree: Tree;
  readonly answers: readonly Outgoing[];
  readonly effects: readonly E[];
}

/**
 * Carries out the commands of a proven server in their order; Results stand after their Status. Those that can
 * never fit become a 413, chunks and Alerts that we do not know a 406. spec/omadm.md §1.6, §2.6, §4.4
 */
export function carryOut<E>(
  message: Message,
  tree: Tree,
  serverId: string,
  env: ClientEnv<E>,
  fits: (commands: readonly Command[]) => boolean,
): Done<E> {
  const atomicFits = (statuses: readonly CommandStatus[]) =>
    fits(statuses.map((one) => statusOf(message, one, false)));
  const answers: Outgoing[] = [];
  const effects: E[] = [];
  let now = tree;
  for (const command of message.commands) {
    if (command.kind === 'Status') continue;
    if (!isTreeCommand(command) || hasChunk(command)) {
      const code = command.kind === 'Alert' && command.code === 1222 ? 200 : 406;
      answers.push({ command: { ...commandStatus(message, command, code), cmdId: '' } });
      continue;
    }
    const outcome = execute(now, command, { serverId, objects: env.objects, now: env.now, atomicFits });
    now = outcome.tree;
    effects.push(...outcome.effects);
    const results = outcome.results.map(
      ({ cmdId, items }): Results => ({
        kind: 'Results',
        cmdId: '',
        msgRef: message.header.msgId,
        cmdRef: cmdId,
        items,
      }),
    );
    const tooLarge = new Set(results.filter((one) => !eachFits(one, fits)).map((one) => one.cmdRef));
    const statuses = outcome.statuses.map((one) => statusOf(message, one, tooLarge.has(one.cmdId)));
    answers.push(...statuses.map((status) => ({ command: status })));
    answers.push(...results.filter((one) => !tooLarge.has(one.cmdRef)).map((command) => ({ command })));
  }
  return { tree: now, answers, effects };
}

/** Results may be cut between their Items, not within one. */
function eachFits(results: Results, fits: (commands: readonly Command[]) => boolean): boolean {
  return results.items.every((item) => fits([{ ...results, items: [item] }]));
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

const TREE_KINDS = new Set(['Add', 'Replace', 'Delete', 'Copy', 'Get', 'Exec', 'Atomic', 'Sequence']);

function isTreeCommand(command: Command): command is TreeCommand {
  return TREE_KINDS.has(command.kind);
}

function hasChunk(command: Command): boolean {
  if ('commands' in command) return command.commands.some(hasChunk);
  return 'items' in command && command.items.some((item) => item.moreData === true);
}
