import { readFileSync } from 'node:fs';
import { type Command, decode, type Encoding, type Message } from '@scomo/syncml';

/** A golden message of `vectors/messages`, by the beginning of its name. */
export function golden(name: string, encoding: Encoding = 'xml'): Message {
  const url = new URL(`../../../vectors/messages/${name}.${encoding}`, import.meta.url);
  return decode(new Uint8Array(readFileSync(url)), encoding);
}

/**
 * A message without what the stories leave open: RespURI, announced limits, and whether a Status names the server
 * with the RespURI's query (as the client wrote it) or without.
 */
export function withoutExtras(message: Message): Message {
  const { respUri: _r, meta: _m, ...header } = message.header;
  const commands = message.commands.map((command) =>
    command.kind === 'Status'
      ? { ...command, targetRefs: command.targetRefs.map((uri) => uri.replace(/\?s=8f2a$/, '')) }
      : command,
  );
  return { ...message, header, commands };
}

/** Short form of what a message says: `Alert 1201`, `Status SyncHdr 212`, `Get` …, and `Final`. */
export function outline(message: Message | undefined): readonly string[] {
  if (message === undefined) return [];
  return [...message.commands.map(line), ...(message.final ? ['Final'] : [])];
}

function line(command: Command): string {
  if (command.kind === 'Status') return `Status ${command.cmd} ${command.code}`;
  if (command.kind === 'Alert') return `Alert ${command.code}`;
  return command.kind;
}
