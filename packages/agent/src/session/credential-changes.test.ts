import assert from 'node:assert/strict';
import { test } from 'node:test';
import { a1Of } from '@scomo/dm';
import type { Command } from '@scomo/syncml';
import { dmServer, get } from '../../test/dm-server.ts';
import { freshFolder } from '../../test/folder.ts';
import { runAgentOnce } from '../../test/run-agent-once.ts';
import { authPorts } from '../base/node-crypto.ts';

const AUTH = './DMAcc/main/AppAuth';
const replace = (path: string, data: string): Command => ({
  kind: 'Replace',
  cmdId: '',
  items: [{ target: { locUri: `${AUTH}/${path}` }, data }],
});

test('secrets set by the server count from the next session on, also after a restart', async (t) => {
  const server = await dmServer(t, []);
  const folder = freshFolder(t);
  server.sessions.push([
    [
      replace('CLCRED/AAuthSecret', 'a-brand-new-client-secret'),
      replace('SRVCRED/AAuthSecret', 'a-brand-new-server-secret'),
    ],
    [get(`${AUTH}/CLCRED/AAuthSecret`), get('./Inbox')],
  ]);
  assert.equal(await runAgentOnce(server, folder), 'idle');
  const codes = server.events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
  assert.deepEqual(codes, [200, 200, 405, 405]);
  assert.equal(await runAgentOnce(server, folder), 'unreachable', 'the old secrets still count');
  const { name } = server.account.incoming;
  server.account = {
    ...server.account,
    incoming: {
      ...server.account.incoming,
      a1: a1Of(name, 'a-brand-new-client-secret', authPorts),
    },
    outgoing: { ...server.account.outgoing, secret: 'a-brand-new-server-secret' },
  };
  server.sessions.length = 0;
  server.sessions.push([[get('./DevInfo/Man')]]);
  assert.equal(await runAgentOnce(server, folder), 'idle');
  const read = server.events.flatMap((event) => (event.type === 'results' ? event.items : []));
  assert.equal(read.at(-1)?.data, 'Scomo');
});

test('nonces set by the server are those of the next session', async (t) => {
  const server = await dmServer(t, []);
  const folder = freshFolder(t);
  server.sessions.push([[replace('CLCRED/AAuthData', 'n-1'), replace('SRVCRED/AAuthData', 'n-2')]]);
  assert.equal(await runAgentOnce(server, folder), 'idle');
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  server.account = {
    ...server.account,
    incoming: { ...server.account.incoming, nonces: [b64('n-1')] },
    outgoing: { ...server.account.outgoing, nonce: b64('n-2') },
  };
  server.events.length = 0;
  assert.equal(await runAgentOnce(server, folder), 'idle');
  assert.ok(!server.events.some(({ type }) => type === 'refused' || type === 'proofRefused'));
});
