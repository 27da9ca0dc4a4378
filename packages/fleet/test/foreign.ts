import type { Scheme } from '@scomo/dm';
import { receiveTurn, type Task } from '@scomo/fleet';
import { decode, encodingOf, type Message } from '@scomo/syncml';
import { DEVICE_ID, type Fixture, fixture } from './fixture.ts';

/** A client of another maker: what it sends is written out, as it was captured or as it is told of. */
export interface Foreign extends Fixture {
  /** Posts a message, to the RespURI once there is one; the answer. A number is the HTTP status of a refusal. */
  post(body: string | Uint8Array, userAgent?: string): Promise<Message | number>;
}

export function foreign(tasks: readonly Task[] = [], scheme: Scheme = 'none'): Foreign {
  const made = fixture(tasks, scheme);
  let token: string | undefined;
  return {
    ...made,
    async post(body, userAgent) {
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      const encoding = encodingOf(undefined, bytes);
      if (encoding === undefined) return 415;
      const input = { bytes, encoding, ...(token === undefined ? {} : { token }) };
      const answer = await receiveTurn(
        { ...input, ...(userAgent === undefined ? {} : { userAgent }) },
        made.env,
      );
      if (answer.status !== 200) return answer.status;
      const message = decode(answer.bytes, answer.encoding);
      token = message.header.respUri?.split('?s=')[1] ?? token;
      return message;
    },
  };
}

interface Head {
  readonly msgId?: string;
  readonly sessionId?: string;
  readonly version?: string;
  /** Further children of SyncHdr. */
  readonly more?: string;
  readonly source?: string;
}

/** A message in XML around a SyncBody's content. */
export function xml(body: string, head: Head = {}): string {
  const { msgId = '1', sessionId = '1', version = '1.2', more = '', source = '' } = head;
  const target = '<Target><LocURI>http://127.0.0.1/dm</LocURI></Target>';
  const from = `<Source><LocURI>${DEVICE_ID}</LocURI>${source}</Source>`;
  const ids = `<SessionID>${sessionId}</SessionID><MsgID>${msgId}</MsgID>`;
  const versions = `<VerDTD>${version}</VerDTD><VerProto>DM/${version}</VerProto>`;
  return `<SyncML xmlns="SYNCML:SYNCML${version}"><SyncHdr>${versions}${ids}${target}${from}${more}</SyncHdr><SyncBody>${body}</SyncBody></SyncML>`;
}

export const START = '<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>';

/** DevInfo as package 1 has it: leaf and value. */
export function devInfo(leaves: Readonly<Record<string, string>> = { Man: 'Acme', Mod: 'One' }): string {
  const items = Object.entries(leaves).map(
    ([name, value]) =>
      `<Item><Source><LocURI>./DevInfo/${name}</LocURI></Source><Data>${value}</Data></Item>`,
  );
  return `<Replace><CmdID>2</CmdID>${items.join('')}</Replace>`;
}

export const FINAL = '<Final/>';

/** Package 1 as anybody sends it. */
export const PACKAGE_1 = xml(START + devInfo() + FINAL);

/** A Status as anybody sends it. */
export function status(cmdRef: string, cmd: string, code: number, msgRef = '1'): string {
  return `<Status><CmdID>1</CmdID><MsgRef>${msgRef}</MsgRef><CmdRef>${cmdRef}</CmdRef><Cmd>${cmd}</Cmd><Data>${code}</Data></Status>`;
}

/** Results of one Item as anybody sends them. */
export function results(cmdRef: string, uri: string, data: string, msgRef = '1'): string {
  return `<Results><CmdID>2</CmdID><MsgRef>${msgRef}</MsgRef><CmdRef>${cmdRef}</CmdRef><Item><Source><LocURI>${uri}</LocURI></Source><Data>${data}</Data></Item></Results>`;
}

/** What a message says, in short: `Status Alert 200`, `Get ./A`, `Alert 1222`, `Final`. */
export function outline(message: Message | number): readonly string[] {
  if (typeof message === 'number') return [`HTTP ${message}`];
  const lines = message.commands.map((command) => {
    if (command.kind === 'Status') return `Status ${command.cmd} ${command.code}`;
    if (command.kind === 'Alert') return `Alert ${command.code}`;
    const uris = 'items' in command ? command.items.map((item) => item.target?.locUri) : [];
    return [command.kind, ...uris].join(' ');
  });
  return [...lines, ...(message.final ? ['Final'] : [])];
}

/** What became of the commands of a tree task: `get ./A 200 =value`. */
export function outcomes(made: Fixture, id = 'tk_1'): readonly string[] {
  return (made.store.tasks.get(id)?.outcomes ?? []).map(({ kind, uri, status: code, results: read }) =>
    [kind, uri, code ?? '-', ...(read ?? []).map(({ data }) => `=${data ?? ''}`)].join(' '),
  );
}
