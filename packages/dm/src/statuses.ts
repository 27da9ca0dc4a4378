import { type Chal, type Command, commandName, type Message, type Status } from '@scomo/syncml';

/** A Status before it has its CmdID. */
export type OwedStatus = Omit<Status, 'cmdId'>;

/** Status for the header of a message; `Chal` stands nowhere else. spec/omadm.md §2.12 rules 3 and 6 */
export function headerStatus(message: Message, code: number, chal?: Chal): OwedStatus {
  const { msgId, target, source } = message.header;
  return {
    kind: 'Status',
    msgRef: msgId,
    cmdRef: '0',
    cmd: 'SyncHdr',
    targetRefs: [target.locUri],
    sourceRefs: [source.locUri],
    ...(chal === undefined ? {} : { chal }),
    code,
    items: [],
  };
}

/** Status for one command of a message, all its Items alike unless a SourceRef says which. spec/omadm.md §2.12 */
export function commandStatus(
  message: Message,
  command: Command,
  code: number,
  sourceRefs: readonly string[] = [],
): OwedStatus {
  return {
    kind: 'Status',
    msgRef: message.header.msgId,
    cmdRef: command.cmdId,
    cmd: commandName(command),
    targetRefs: [],
    sourceRefs,
    code,
    items: [],
  };
}

/** True for the Status of a SyncHdr: the name is enough, refs may be missing. spec/omadm.md §14 Q7 */
export function isHeaderStatus(command: Command): boolean {
  return command.kind === 'Status' && command.cmd.toLowerCase() === 'synchdr';
}

/** What the peer says of the header of our last message. */
export function findHeaderStatus(message: Message): Status | undefined {
  return message.commands.find((command): command is Status => isHeaderStatus(command));
}

/** 401 or 407 in the Status of our header: the peer does not accept us. */
export function isRefusal(code: number): code is 401 | 407 {
  return code === 401 || code === 407;
}

/** The same code for every command of a message that is owed a Status when nothing of it was done. spec/omadm.md §5.4 rule 1 */
export function refuseAll(message: Message, code: number): readonly OwedStatus[] {
  return message.commands
    .filter((command) => command.kind !== 'Status')
    .map((command) => commandStatus(message, command, code));
}
