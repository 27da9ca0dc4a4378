import type { Markup } from '../data.ts';
import type { Message } from '../message.ts';
import { utf8Encode } from '../text-codec.ts';
import { writeMessage } from '../write/write-message.ts';
import { markupText, XmlSink } from './xml-sink.ts';

/** XML of a message, in the namespace of its VerDTD. */
export function encodeXml(message: Message): Uint8Array {
  const sink = new XmlSink(message.header.verDtd === '1.1' ? 'SYNCML:SYNCML1.1' : 'SYNCML:SYNCML1.2');
  writeMessage(sink, message);
  return utf8Encode(sink.text);
}

/** XML text of a TNDS/DDF tree, without declaration. */
export function encodeTreeXml(markup: Markup): Uint8Array {
  return utf8Encode(markupText(markup, ''));
}
