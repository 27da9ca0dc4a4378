import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Command,
  commandName,
  decode,
  type Encoding,
  encode,
  type Message,
  type Status,
} from '@scomo/syncml';
import { interior, leaf, putNode, type Tree } from '@scomo/tree';
import { accounts, clientEnv, get, opening, type Run, run, serverEnv, testTree } from '../test/pair.ts';
import { client, type Scheme, server } from './index.ts';

/** Whole sessions of every kind, whose messages must all keep the rules of spec/omadm.md §13. */
const SESSIONS: readonly { readonly name: string; readonly said: Run }[] = (
  ['xml', 'wbxml'] as const
).flatMap((encoding: Encoding) =>
  (['none', 'basic', 'md5', 'hmac'] as const).flatMap((scheme: Scheme) =>
    ([1_500, 10_240] as const).map((maxMsgSize) => ({
      name: `${encoding}, ${scheme}, ${maxMsgSize}`,
      said: run({
        ...accounts(scheme, scheme),
        encoding,
        tree: wideTree(),
        batches: [
          [get('./A'), get('./DevInfo?prop=Type'), inOne('Sequence')],
          [inOne('Atomic'), get('./Wide?list=StructData')],
        ],
        opening: { maxMsgSize },
      }),
    })),
  ),
);

/** With more to tell than one message holds. */
function wideTree(): Tree {
  const names = Array.from({ length: 30 }, (_, at) => [`n${at}`, leaf('v'.repeat(3_000))] as const);
  return putNode(testTree(), './Wide', interior(Object.fromEntries(names)));
}

function inOne(kind: 'Sequence' | 'Atomic'): server.TaggedCommand {
  const set = (name: string): Command => ({
    kind: 'Replace',
    cmdId: '',
    items: [{ target: { locUri: `./A/${name}` }, data: 'new' }],
  });
  return { tag: kind, command: { kind, cmdId: '', commands: [set('x'), set('y')] } };
}

function every(rule: string, holds: (said: Run) => void): void {
  test(rule, () => {
    for (const { name, said } of SESSIONS) {
      try {
        holds(said);
      } catch (error) {
        throw new Error(`session ${name}`, { cause: error });
      }
    }
  });
}

const flat = (commands: readonly Command[]): readonly Command[] =>
  commands.flatMap((command) => ('commands' in command ? [command, ...flat(command.commands)] : [command]));
const statusesOf = ({ commands }: Message) => commands.filter((command) => command.kind === 'Status');
const both = ({ fromClient, fromServer }: Run) => [...fromClient, ...fromServer];
/** What answers which message: the server's n-th the client's n-th, the client's next the server's n-th. */
const pairsOf = ({ fromClient, fromServer }: Run) => ({
  toClient: fromServer.map((answer, index) => ({ asked: fromClient[index]!, answer })),
  toServer: fromClient.slice(1).map((answer, index) => ({ asked: fromServer[index]!, answer })),
});
const answers = (asked: Message, statuses: readonly Status[], command: Command) =>
  statuses.some(({ msgRef, cmdRef }) => msgRef === asked.header.msgId && cmdRef === command.cmdId);

every('S2 every client message is answered', ({ fromClient, fromServer }) => {
  assert.equal(fromServer.length, fromClient.length);
});

every('S3 SyncHdr: VerDTD, VerProto, SessionID, MsgID, Target, Source in this order', (said) => {
  for (const message of both(said)) {
    const names = [
      ...Buffer.from(encode(message, 'xml'))
        .toString()
        .matchAll(/<(\w+)[ >]/g),
    ].map(([, name]) => name);
    const header = names.filter((name) =>
      /^(VerDTD|VerProto|SessionID|MsgID|Target|Source)$/.test(name ?? ''),
    );
    assert.deepEqual(header.slice(0, 6), ['VerDTD', 'VerProto', 'SessionID', 'MsgID', 'Target', 'Source']);
  }
});

every('S4 C2 C3 SessionID stays, MsgID counts from 1 on both sides', ({ fromClient, fromServer }) => {
  for (const messages of [fromClient, fromServer]) {
    assert.deepEqual(
      messages.map(({ header }) => header.msgId),
      messages.map((_, index) => String(index + 1)),
    );
    for (const { header } of messages) assert.equal(header.sessionId, '1');
  }
});

every('S5 C5 the Status for SyncHdr stands first, with CmdRef 0', (said) => {
  const { toClient, toServer } = pairsOf(said);
  for (const { asked, answer } of [...toClient, ...toServer]) {
    const [first] = answer.commands;
    assert.ok(first?.kind === 'Status');
    assert.deepEqual([first.cmd, first.cmdRef, first.msgRef], ['SyncHdr', '0', asked.header.msgId]);
  }
});

every('S6 a Status for each Alert and Replace of the client, none for Status and Results', (said) => {
  for (const { asked, answer } of pairsOf(said).toClient) {
    const statuses = statusesOf(answer);
    for (const command of asked.commands) {
      const wanted = command.kind === 'Alert' || command.kind === 'Replace';
      assert.equal(answers(asked, statuses, command), wanted, commandName(command));
    }
  }
});

every('C5 a Status for every command of the server, children of Sequence and Atomic too', (said) => {
  const all = said.fromClient.flatMap(statusesOf);
  for (const asked of said.fromServer) {
    const commands = flat(asked.commands).filter(({ kind }) => kind !== 'Status');
    for (const command of commands) assert.ok(answers(asked, all, command), commandName(command));
  }
});

every('S12 C7 Final in every message but those that wait for more or have more to say', (said) => {
  for (const { commands, final } of both(said)) {
    const more = commands.some((command) => command.kind === 'Alert' && command.code === 1222);
    if (more) assert.equal(final, false);
  }
  const { toServer } = pairsOf(said);
  for (const { asked, answer } of toServer)
    if (answer.final) assert.ok(asked.final || asked.commands.length > 0);
});

every('S20 CmdIDs are not 0 and stand once in a message; a Target is a whole URI', (said) => {
  for (const { commands } of said.fromServer) {
    const ids = flat(commands).map(({ cmdId }) => cmdId);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every((id) => id !== '' && id !== '0'));
    for (const command of flat(commands))
      if ('items' in command && command.kind !== 'Status')
        for (const { target } of command.items) assert.match(target?.locUri ?? '', /^\.(\/[^/]+)*$/);
  }
});

every(
  'S42 the server ends with a message without commands, and waits for no other',
  ({ fromServer, state }) => {
    const last = fromServer.at(-1);
    assert.ok(last?.final && last.commands.every(({ kind }) => kind === 'Status'));
    assert.equal(state, 'closed');
  },
);

every(
  'C4 the client sends Replace of DevInfo, Results, Alert and Status and nothing else',
  ({ fromClient }) => {
    for (const command of fromClient.flatMap(({ commands }) => commands)) {
      assert.ok(['Replace', 'Results', 'Alert', 'Status'].includes(command.kind), command.kind);
      if (command.kind === 'Replace')
        assert.ok(command.items.every((item) => item.source?.locUri.includes('/DevInfo/')));
    }
  },
);

every('C6 Results come behind their Status and name their Source', ({ fromClient }) => {
  const commands = fromClient.flatMap((message) => message.commands);
  for (const [at, command] of commands.entries()) {
    if (command.kind !== 'Results') continue;
    const isIts = (one: Command) =>
      one.kind === 'Status' && one.msgRef === command.msgRef && one.cmdRef === command.cmdRef;
    assert.ok(commands.slice(0, at).some(isIts));
    assert.ok(command.items.every((item) => item.source !== undefined));
  }
});

every('C8 no message of the client that says only that all is well', ({ fromClient }) => {
  for (const { commands } of fromClient) {
    const [first] = commands;
    const idle =
      commands.length === 1 && first?.kind === 'Status' && first.cmd === 'SyncHdr' && first.code < 300;
    assert.ok(!idle);
  }
});

test('the sessions say enough: all end well, and some need 1222', () => {
  const next = ({ commands }: Message) => commands.some((one) => one.kind === 'Alert' && one.code === 1222);
  assert.ok(SESSIONS.some(({ said }) => said.fromServer.some(next)));
  for (const { said } of SESSIONS) {
    assert.ok(said.rounds >= 3);
    const codes = said.events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
    assert.ok(codes.length >= 9 && codes.every((code) => code === 200), codes.join());
    assert.ok(
      said.events.some((event) => event.type === 'results' && event.tag === './Wide?list=StructData'),
    );
  }
});

test('S27 a RespURI of the client is taken without harm: the answer goes back on the connection of the request and nothing else changes', () => {
  const { device, server: account } = accounts('basic', 'none');
  for (const encoding of ['xml', 'wbxml'] as const) {
    const answerTo = (respUri?: string) => {
      const { message } = client.openSession(opening(device, encoding), testTree(), clientEnv());
      const header = respUri === undefined ? message.header : { ...message.header, respUri };
      const heard = decode(encode({ ...message, header }, encoding), encoding);
      assert.equal(heard.header.respUri, respUri);
      const { session, events } = server.receive(undefined, account, heard, serverEnv(encoding));
      const made = server.compose(session, [get('./A')], serverEnv(encoding));
      return { events, message: made.message, session: made.session };
    };
    const plain = answerTo();
    for (const respUri of ['https://elsewhere.example/x?y=1', 'sms:123', 'no address']) {
      const answer = answerTo(respUri);
      assert.deepEqual(answer, plain);
      assert.deepEqual(encode(answer.message, encoding), encode(plain.message, encoding));
    }
  }
});
