import { type Encoding, encode } from '@scomo/syncml';
import { leaf, putNode } from '@scomo/tree';
import { type Scheme, server } from '../src/index.ts';
import { testPorts } from '../test/auth-ports.ts';
import { accounts, get, run, serverEnv, sliceOf, stored, testTree } from '../test/pair.ts';
import { inputOf, messagesOf, SESSION_TOKENS } from './messages.ts';

const SCHEMES: readonly Scheme[] = ['none', 'basic', 'md5', 'hmac'];
const URIS = ['./A', './A/x', './DevInfo?prop=ACL'];

const OBJECTS = { it: new Uint8Array(3_000) };
const OBJECT: server.TaggedCommand = {
  tag: 'object',
  command: { kind: 'Add', cmdId: '', items: [{ target: { locUri: './A/z' } }] },
  object: { ref: 'it', size: 3_000 },
};

/** The same nonce on every run, so that an input does the same whenever it is replayed. */
const ports = { ...testPorts(), newNonce: () => 'bm9uY2Utbm9uY2Utbm8=' };
const accountOf = (choice: number) =>
  accounts(SCHEMES[choice % 4] ?? 'none', SCHEMES[Math.floor(choice / 4) % 4] ?? 'none');

export const tokens = SESSION_TOKENS;
export const seeds: readonly Uint8Array[] = SCHEMES.flatMap((_, choice) =>
  (['xml', 'wbxml'] as const).map((encoding: Encoding) => {
    const said = run({
      ...accountOf(choice),
      encoding,
      tree: putNode(testTree(), './A/x', leaf('x'.repeat(3_000))),
      batches: [URIS.map(get), [OBJECT]],
      objects: OBJECTS,
      opening: { maxMsgSize: 1_500 },
      serverEnv: { ports },
      tamper: (message) => ({ ...message, header: { ...message.header, meta: { maxMsgSize: 1_500 } } }),
    });
    return inputOf(choice, said.fromClient, encoding);
  }),
);

/** The server's engine takes any messages of a client without a throw, and stays a value, in bounds and in its rights. */
export function fuzz(data: Uint8Array): void {
  let account = accountOf(data[0] ?? 0).server;
  const env = serverEnv('wbxml', { ports });
  let session: server.ServerSession | undefined;
  let chunks: Uint8Array[] = [];
  for (const message of messagesOf(data.subarray(1))) {
    if (session !== undefined && server.isFreshStart(message)) session = undefined;
    const earlier = server.wantsChunks(session, message) ? chunks : [];
    const got = server.receive(session, account, message, env, earlier);
    if (got.chunk?.index === 0) chunks = [];
    if (got.chunk !== undefined && got.chunk.index !== chunks.push(got.chunk.octets) - 1)
      throw new Error(`chunk ${got.chunk.index} after ${chunks.length - 1}`);
    const may = server.mayCommand(got.session);
    if (may && !got.session.clientProven) throw new Error('commands for a client that is not proven');
    const offered = may ? [...URIS.map(get), OBJECT].slice(got.session.messageCount % 4) : [];
    const slice = sliceOf(server.wantedSlice(got.session, offered), OBJECTS);
    const made = server.compose(stored(got.session), offered, env, slice);
    session = stored(made.session);
    account = stored(got.account);
    const size = encode(made.message, 'wbxml').length;
    if (size > session.maxMsgSize)
      throw new Error(`a message of ${size} octets for a client that takes ${session.maxMsgSize}`);
    if (session.state === 'closed') return;
  }
}
