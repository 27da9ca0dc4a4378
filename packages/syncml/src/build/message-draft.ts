import { SyncmlError } from '../errors.ts';
import type { Message } from '../message.ts';
import type { MessageDraft } from './message-content.ts';

export function newDraft(): MessageDraft {
  return { header: undefined, hasBody: false, commands: [], final: false };
}

/** The message, once everything is read; what a peer cannot be answered without must be there. */
export function finish(draft: MessageDraft, offset: number): Message {
  const { header, commands, final } = draft;
  if (header === undefined) throw missing('SyncHdr', offset);
  if (!draft.hasBody) throw missing('SyncBody', offset);
  if (header.sessionId === '') throw missing('SessionID', offset);
  if (header.msgId === '') throw missing('MsgID', offset);
  if (header.target.locUri === '') throw missing('Target', offset);
  if (header.source.locUri === '') throw missing('Source', offset);
  return { header, commands, final };
}

function missing(name: string, offset: number): SyncmlError {
  return new SyncmlError('missing-element', offset, `${name} is missing or empty`);
}
