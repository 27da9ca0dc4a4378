import type { Encoding } from '@scomo/syncml';
import { interior, putNode } from '@scomo/tree';
import { client, type Scheme, type server } from '../src/index.ts';
import { testPorts } from '../test/auth-ports.ts';
import { accounts, clientEnv, get, opening, run, stored, testTree } from '../test/pair.ts';
import { sinkObject } from '../test/sinks.ts';
import { inputOf, messagesOf, SESSION_TOKENS } from './messages.ts';

const SCHEMES: readonly Scheme[] = ['none', 'basic', 'md5', 'hmac'];
const ports = { ...testPorts(), newNonce: () => 'bm9uY2Utbm9uY2Utbm8=' };
const accountOf = (choice: number) => accounts('basic', SCHEMES[choice % 4] ?? 'none');

export const tokens = SESSION_TOKENS;
const GETS = ['./A', './A/x?prop=ACL', '.?list=Struct'].map(get);
const OBJECT: server.TaggedCommand = {
  tag: 'object',
  command: { kind: 'Add', cmdId: '', items: [{ target: { locUri: './S/x' } }] },
  object: { ref: 'it', size: 3_000 },
};
const tree = () => putNode(testTree(), './S', interior({}, { acl: 'Add=*&Replace=*' }));
export const seeds: readonly Uint8Array[] = SCHEMES.flatMap((_, choice) =>
  (['xml', 'wbxml'] as const).flatMap((encoding: Encoding) =>
    [GETS, [OBJECT]].map((batch) => {
      const said = run({
        ...accountOf(choice),
        encoding,
        tree: tree(),
        batches: [batch],
        objects: { it: new Uint8Array(3_000) },
        opening: { maxMsgSize: 1_500 },
        clientEnv: { ports, objects: [sinkObject()] },
      });
      return inputOf(choice, said.fromServer, encoding);
    }),
  ),
);

const NO = { code: 304, values: [] };
const ANSWERS = [NO, { code: 200, values: ['1'] }, { code: 214, values: [] }, { code: 408, values: [] }];

/** The device's engine takes any messages of a server without a throw; it answers until the session has ended. */
export function fuzz(data: Uint8Array): void {
  let account = accountOf(data[0] ?? 0).device;
  const env = clientEnv({
    ports,
    objects: [sinkObject()],
    ask: ({ text }) => ANSWERS[text.length % ANSWERS.length] ?? NO,
  });
  let now = tree();
  let { session } = client.openSession(opening(account, 'wbxml'), now, env);
  for (const message of messagesOf(data.subarray(1))) {
    const turn = client.receive(session, account, message, now, env);
    session = stored(turn.session);
    account = stored(turn.account);
    now = turn.tree;
    if ((turn.reply === undefined) !== (session.state === 'ended'))
      throw new Error(`no word in state ${session.state}`);
    if (turn.reply === undefined) return;
  }
}
