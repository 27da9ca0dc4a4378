import { type Command, commandName, type Results, type Status } from '../commands.ts';
import { protocolId } from '../element-ids.ts';
import type { Header, Message } from '../message.ts';
import type { Sink } from './sink.ts';
import { TAG } from './tags.ts';
import {
  writeChal,
  writeCred,
  writeFlag,
  writeItems,
  writeLocation,
  writeMeta,
  writeText,
} from './write-parts.ts';

/** Writes a message, elements in the order of the content models. spec/omadm.md §2.1 */
export function writeMessage(sink: Sink, message: Message): void {
  sink.start(TAG.syncMl);
  writeHeader(sink, message.header);
  if (message.commands.length === 0 && !message.final) {
    sink.empty(TAG.syncBody);
  } else {
    sink.start(TAG.syncBody);
    writeCommands(sink, message.commands);
    if (message.final) sink.empty(TAG.final);
    sink.end(TAG.syncBody);
  }
  sink.end(TAG.syncMl);
}

function writeHeader(sink: Sink, header: Header): void {
  sink.start(TAG.syncHdr);
  sink.leaf(TAG.verDtd, header.verDtd);
  sink.leaf(TAG.verProto, header.verProto);
  sink.leaf(TAG.sessionId, header.sessionId);
  sink.leaf(TAG.msgId, header.msgId);
  writeLocation(sink, TAG.target, header.target);
  writeLocation(sink, TAG.source, header.source);
  writeText(sink, TAG.respUri, header.respUri);
  writeFlag(sink, TAG.noResp, header.noResp);
  writeCred(sink, header.cred);
  writeMeta(sink, header.meta);
  sink.end(TAG.syncHdr);
}

/** A container that is being written, and how far. */
interface Open {
  readonly id: number;
  readonly commands: readonly Command[];
  next: number;
}

function writeCommands(sink: Sink, commands: readonly Command[]): void {
  const open: Open[] = [{ id: 0, commands, next: 0 }];
  for (let top = open[0]; top !== undefined; top = open.at(-1)) {
    const command = top.commands[top.next++];
    if (command === undefined) {
      open.pop();
      if (top.id !== 0) sink.end(top.id);
    } else if (command.kind === 'Atomic' || command.kind === 'Sequence') {
      const id = protocolId(command.kind);
      sink.start(id);
      sink.leaf(TAG.cmdId, command.cmdId);
      writeFlag(sink, TAG.noResp, command.noResp);
      writeMeta(sink, command.meta);
      open.push({ id, commands: command.commands, next: 0 });
    } else {
      writeCommand(sink, command);
    }
  }
}

type Plain = Exclude<Command, { readonly commands: readonly Command[] }>;

function writeCommand(sink: Sink, command: Plain): void {
  const id = protocolId(commandName(command));
  if (id === 0) return;
  sink.start(id);
  sink.leaf(TAG.cmdId, command.cmdId);
  if (command.kind === 'Status') writeStatus(sink, command);
  else if (command.kind === 'Results') writeResults(sink, command);
  else writeRequest(sink, command);
  sink.end(id);
}

function writeRequest(sink: Sink, command: Exclude<Plain, Status | Results>): void {
  writeFlag(sink, TAG.noResp, command.noResp);
  if (command.kind === 'Unsupported') return;
  if (command.kind === 'Delete') {
    writeFlag(sink, TAG.archive, command.archive);
    writeFlag(sink, TAG.sftDel, command.sftDel);
  } else if (command.kind === 'Get') {
    writeText(sink, TAG.lang, command.lang);
  }
  writeCred(sink, command.cred);
  if (command.kind === 'Alert') {
    writeText(sink, TAG.data, command.code);
    writeText(sink, TAG.correlator, command.correlator);
  } else {
    if (command.meta !== undefined) writeMeta(sink, sink.commandMeta(command.meta, command.items));
    if (command.kind === 'Exec') writeText(sink, TAG.correlator, command.correlator);
  }
  writeItems(sink, command.items);
}

function writeStatus(sink: Sink, status: Status): void {
  sink.leaf(TAG.msgRef, status.msgRef);
  sink.leaf(TAG.cmdRef, status.cmdRef);
  sink.leaf(TAG.cmd, status.cmd);
  for (const ref of status.targetRefs) sink.leaf(TAG.targetRef, ref);
  for (const ref of status.sourceRefs) sink.leaf(TAG.sourceRef, ref);
  writeCred(sink, status.cred);
  writeChal(sink, status.chal);
  writeText(sink, TAG.data, status.code);
  writeItems(sink, status.items);
}

function writeResults(sink: Sink, results: Results): void {
  writeText(sink, TAG.msgRef, results.msgRef);
  writeText(sink, TAG.cmdRef, results.cmdRef);
  if (results.meta !== undefined) writeMeta(sink, sink.commandMeta(results.meta, results.items));
  writeText(sink, TAG.targetRef, results.targetRef);
  writeText(sink, TAG.sourceRef, results.sourceRef);
  writeItems(sink, results.items);
}
