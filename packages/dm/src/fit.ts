import { type Command, type Encoding, encode, type Header } from '@scomo/syncml';

const HEADER: Header = {
  verDtd: '1.2',
  verProto: 'DM/1.2',
  sessionId: '1',
  msgId: '1',
  target: { locUri: '/' },
  source: { locUri: '/' },
};

/** Measures one command: the octets it adds to a message, at most (code page switches included). */
export function measurer(encoding: Encoding): (command: Command) => number {
  const frame = messageOctets(HEADER, [], encoding);
  return (command) => messageOctets(HEADER, [command], encoding) - frame;
}

/** Octets of a message with this header and these commands. */
export function messageOctets(header: Header, commands: readonly Command[], encoding: Encoding): number {
  return encode({ header, commands, final: true }, encoding).length;
}
