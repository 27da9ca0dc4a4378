import type { Command } from '../commands.ts';
import type { Header } from '../message.ts';
import { COMMAND_CHILDREN } from './command-content.ts';
import { location } from './item-content.ts';
import { CRED_CHILD, META_CHILD } from './meta-content.ts';
import type { Mutable } from './mutable.ts';
import { type Content, content, flag, group, type Rule, text } from './rule.ts';

export type HeaderDraft = Mutable<Header>;

/** A message while it is read. */
export interface MessageDraft {
  header: HeaderDraft | undefined;
  hasBody: boolean;
  commands: Command[];
  final: boolean;
}

/** `SyncHdr`. spec/omadm.md §1.3 */
const HEADER: Content = content(CRED_CHILD, META_CHILD, {
  VerDTD: text<HeaderDraft>((header, value) => {
    header.verDtd = value;
  }),
  VerProto: text<HeaderDraft>((header, value) => {
    header.verProto = value;
  }),
  SessionID: text<HeaderDraft>((header, value) => {
    header.sessionId = value;
  }),
  MsgID: text<HeaderDraft>((header, value) => {
    header.msgId = value;
  }),
  Target: location<HeaderDraft>((header, value) => {
    header.target = value;
  }),
  Source: location<HeaderDraft>((header, value) => {
    header.source = value;
  }),
  RespURI: text<HeaderDraft>((header, value) => {
    header.respUri = value;
  }),
  NoResp: flag<HeaderDraft>((header) => {
    header.noResp = true;
  }),
});

const BODY: Content = content(COMMAND_CHILDREN, {
  Final: flag<MessageDraft>((message) => {
    message.final = true;
  }),
});

const SYNCML: Content = content({
  SyncHdr: group<MessageDraft, HeaderDraft>(HEADER, {
    begin: (message) => {
      if (message.header !== undefined) return undefined;
      message.header = {
        verDtd: '',
        verProto: '',
        sessionId: '',
        msgId: '',
        target: { locUri: '' },
        source: { locUri: '' },
      };
      return message.header;
    },
  }),
  SyncBody: group<MessageDraft, MessageDraft>(BODY, {
    begin: (message) => {
      if (message.hasBody) return undefined;
      message.hasBody = true;
      return message;
    },
  }),
});

/** The document: one SyncML element. */
export const DOCUMENT: Rule = group<MessageDraft, MessageDraft>(
  content({ SyncML: group<MessageDraft, MessageDraft>(SYNCML, { begin: (message) => message }) }),
  { begin: (message) => message },
);
