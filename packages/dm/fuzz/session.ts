import { type Encoding, encode } from '@scomo/syncml';
import { type Scheme, server } from '../src/index.ts';
import { testPorts } from '../test/auth-ports.ts';
import { accounts, get, run, serverEnv, stored } from '../test/pair.ts';
import { inputOf, messagesOf, SESSION_TOKENS } from './messages.ts';

const SCHEMES: readonly Scheme[] = ['none', 'basic', 'md5', 'hmac'];
const URIS = ['./A', './A/x', './DevInfo?prop=ACL'];

/** The same nonce on every run, so that an input does the same whenever it is replayed. */
const ports = { ...testPorts(), newNonce: () => 'bm9uY2Utbm9uY2Utbm8=' };
const accountOf = (choice: number) =>
  accounts(SCHEMES[choice % 4] ?? 'none', SCHEMES[Math.floor(choice / 4) % 4] ?? 'none');

export const tokens = SESSION_TOKENS;
export const seeds: readonly Uint8Array[] = SCHEMES.flatMap((_, choice) =>
  (['xml', 'wbxml'] as const).map((encoding: Encoding) => {
    const said = run({ ...accountOf(choice), encoding, batches: [URIS.map(get)], serverEnv: { ports } });
    return inputOf(choice, said.fromClient, encoding);
  }),
);

/** The server's engine takes any messages of a client without a throw, and stays a value, in bounds and in its rights. */
export function fuzz(data: Uint8Array): void {
  let account = accountOf(data[0] ?? 0).server;
  const env = serverEnv('wbxml', { ports });
  let session: server.ServerSession | undefined;
  for (const message of messagesOf(data.subarray(1))) {
    if (session !== undefined && server.isFreshStart(message)) session = undefined;
    const got = server.receive(session, account, message, env);
    const may = server.mayCommand(got.session);
    if (may && !got.session.clientProven) throw new Error('commands for a client that is not proven');
    const made = server.compose(stored(got.session), may ? URIS.map(get) : [], env);
    session = stored(made.session);
    account = stored(got.account);
    const size = encode(made.message, 'wbxml').length;
    if (size > session.maxMsgSize)
      throw new Error(`a message of ${size} octets for a client that takes ${session.maxMsgSize}`);
    if (session.state === 'closed') return;
  }
}
