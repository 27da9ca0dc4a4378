import { decode, encode, type Message, SyncmlError } from '@scomo/syncml';

/** Stands between two messages of an input; no UTF-8 has these octets. */
export const BETWEEN: Uint8Array = Uint8Array.of(0xfe, 0xfe);

/** Messages of an input, in either encoding; what cannot be decoded is left out, as an endpoint does. */
export function messagesOf(data: Uint8Array): readonly Message[] {
  const messages: Message[] = [];
  let start = 0;
  while (start <= data.length) {
    let found = data.indexOf(0xfe, start);
    while (found >= 0 && data[found + 1] !== 0xfe) found = data.indexOf(0xfe, found + 1);
    const end = found < 0 ? data.length : found;
    const bytes = data.subarray(start, end);
    try {
      messages.push(decode(bytes, (bytes[0] ?? 0) < 4 ? 'wbxml' : 'xml'));
    } catch (error) {
      if (!(error instanceof SyncmlError)) throw error;
    }
    start = end + BETWEEN.length;
  }
  return messages;
}

/** An input: one octet that chooses the account, then the messages. */
export function inputOf(choice: number, messages: readonly Message[], encoding: 'xml' | 'wbxml'): Uint8Array {
  const parts = messages.flatMap((message) => [...encode(message, encoding), ...BETWEEN]);
  return Uint8Array.of(choice, ...parts);
}

/** Pieces of XML messages that matter to a session. */
export const SESSION_TOKENS: readonly (string | Uint8Array)[] = [
  BETWEEN,
  ...[
    '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>',
    '<Data>1223</Data>',
    '<Data>1222</Data>',
    '<Data>1225</Data>',
  ],
  ...[
    '<Final/>',
    '<MoreData/>',
    '<NoResp/>',
    '<Data>200</Data>',
    '<Data>401</Data>',
    '<Data>407</Data>',
    '<Data>212</Data>',
  ],
  ...[
    '<Get><CmdID>9</CmdID><Item/></Get>',
    '<Atomic><CmdID>9</CmdID></Atomic>',
    '<Results/>',
    '<Status/>',
    '<Chal/>',
  ],
  ...[
    '<MsgID>2</MsgID>',
    '<VerDTD>1.1</VerDTD>',
    '<VerProto>DM/1.3</VerProto>',
    '<Cred/>',
    '<LocURI>./DevInfo/Man</LocURI>',
  ],
  ...[
    '<MaxMsgSize>1</MaxMsgSize>',
    '<CmdRef>1</CmdRef>',
    '<MsgRef>1</MsgRef>',
    '<Cmd>SyncHdr</Cmd>',
    '<Cmd>Get</Cmd>',
  ],
];
