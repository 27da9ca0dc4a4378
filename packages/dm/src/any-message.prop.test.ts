import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@scomo/syncml';
import { arbitraryOctetMessage } from '@scomo/testkit';
import fc from 'fast-check';
import { accounts, clientEnv, get, opening, serverEnv, stored, testTree } from '../test/pair.ts';
import { client, type Scheme, server } from './index.ts';

const schemes = fc.constantFrom<Scheme>('none', 'basic', 'md5');
/** Random messages that speak our version, so that they get past the header. */
const messages = fc.array(
  arbitraryOctetMessage.map(
    (message): Message => ({
      ...message,
      header: { ...message.header, verDtd: '1.2', verProto: 'DM/1.2', sessionId: '1' },
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

test('no message of a client makes the server engine throw', () => {
  fc.assert(
    fc.property(schemes, schemes, messages, (clientScheme, serverScheme, heard) => {
      let account = accounts(clientScheme, serverScheme).server;
      const env = serverEnv('wbxml');
      let session: server.ServerSession | undefined;
      for (const message of heard) {
        const got = server.receive(session, account, message, env);
        const offer = server.mayCommand(got.session) ? [get('./A')] : [];
        session = stored(server.compose(got.session, offer, env).session);
        account = got.account;
        if (session.state === 'closed') break;
      }
      assert.ok(session !== undefined);
    }),
    { numRuns: 500 },
  );
});

test('no message of a server makes the client engine throw', () => {
  fc.assert(
    fc.property(schemes, schemes, messages, (clientScheme, serverScheme, heard) => {
      let account = accounts(clientScheme, serverScheme).device;
      const env = clientEnv();
      let tree = testTree();
      let { session } = client.openSession(opening(account, 'wbxml'), tree, env);
      for (const message of heard) {
        const turn = client.receive(session, account, message, tree, env);
        session = stored(turn.session);
        account = turn.account;
        tree = turn.tree;
        assert.equal(turn.reply === undefined, session.state === 'ended');
        if (turn.reply === undefined) break;
      }
    }),
    { numRuns: 500 },
  );
});
