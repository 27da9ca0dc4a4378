import type { Markup } from '../data.ts';
import type { Message } from '../message.ts';
import { utf8Encode } from '../text-codec.ts';
import { writeMessage } from '../write/write-message.ts';
import { DDF_PUBLIC_ID, PUBLIC_ID, UTF8_CHARSET } from './tokens.ts';
import { WbxmlSink } from './wbxml-sink.ts';

/** WBXML 1.2. spec/omadm.md §8.1 */
const VERSION = 0x02;

/** WBXML of a message: numeric public identifier, no string table. spec/omadm.md §8 */
export function encodeWbxml(message: Message): Uint8Array {
  const output = new WbxmlSink();
  output.byte(VERSION);
  output.multiByte(message.header.verDtd === '1.1' ? PUBLIC_ID['1.1'] : PUBLIC_ID['1.2']);
  output.multiByte(UTF8_CHARSET);
  output.multiByte(0);
  writeMessage(output, message);
  return output.finish();
}

/** WBXML document of a TNDS/DDF tree, in the form phone engines recognise. spec/omadm.md §8.8 rule 6 */
export function encodeTreeWbxml(markup: Markup): Uint8Array {
  const output = new WbxmlSink();
  const publicId = utf8Encode(DDF_PUBLIC_ID);
  output.byte(VERSION);
  output.multiByte(0);
  output.multiByte(0);
  output.multiByte(UTF8_CHARSET);
  output.multiByte(publicId.length);
  output.octets(publicId);
  output.markup(markup);
  return output.finish();
}
