import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { a1Of } from '@scomo/dm';
import type { Command } from '@scomo/syncml';
import { type DmServer, dmServer, get } from '../../test/dm-server.ts';
import { freshFolder } from '../../test/folder.ts';
import { rootFile } from '../../test/packages.ts';
import { CONFIG } from '../../test/rig.ts';
import { openAgent } from '../agent.ts';
import { authPorts } from '../base/node-crypto.ts';
import { parseConfig } from '../config.ts';

const AUTH = './DMAcc/main/AppAuth';
const replace = (path: string, data: string): Command => ({
  kind: 'Replace',
  cmdId: '',
  items: [{ target: { locUri: `${AUTH}/${path}` }, data }],
});

/** One run of the agent on that folder; what it said of the session. */
async function runOnce(server: DmServer, folder: string): Promise<string> {
  const trustRoot = join(folder, 'root.json');
  writeFileSync(trustRoot, rootFile);
  const stop = new AbortController();
  const agent = await openAgent({
    config: parseConfig({ ...CONFIG, serverUrl: server.url, trustRoot, pollSeconds: 1 }),
    state: join(folder, 'state'),
    questions: () => ({ ask: async () => undefined, close: () => undefined }) as never,
    say: () => undefined,
    progress: () => undefined,
    signal: stop.signal,
  });
  const result = await agent.once();
  const kept = JSON.stringify(agent.context.journal.rows("SELECT value FROM facts WHERE key = 'tree'"));
  assert.ok(!kept.includes('a-brand-new'), 'a secret stands in the stored tree');
  await agent.close();
  return result;
}

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
  assert.equal(await runOnce(server, folder), 'idle');
  const codes = server.events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
  assert.deepEqual(codes, [200, 200, 405, 405]);
  assert.equal(await runOnce(server, folder), 'unreachable', 'the old secrets still count');
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
  assert.equal(await runOnce(server, folder), 'idle');
  const read = server.events.flatMap((event) => (event.type === 'results' ? event.items : []));
  assert.equal(read.at(-1)?.data, 'Scomo');
});

test('nonces set by the server are those of the next session', async (t) => {
  const server = await dmServer(t, []);
  const folder = freshFolder(t);
  server.sessions.push([[replace('CLCRED/AAuthData', 'n-1'), replace('SRVCRED/AAuthData', 'n-2')]]);
  assert.equal(await runOnce(server, folder), 'idle');
  const b64 = (text: string) => Buffer.from(text).toString('base64');
  server.account = {
    ...server.account,
    incoming: { ...server.account.incoming, nonces: [b64('n-1')] },
    outgoing: { ...server.account.outgoing, nonce: b64('n-2') },
  };
  server.events.length = 0;
  assert.equal(await runOnce(server, folder), 'idle');
  assert.ok(!server.events.some(({ type }) => type === 'refused' || type === 'proofRefused'));
});
