import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Command, decode } from '@scomo/syncml';
import { type DmServer, dmServer, get } from '../../test/dm-server.ts';
import { freshFolder } from '../../test/folder.ts';
import { runAgentOnce } from '../../test/run-agent-once.ts';

/** The Add of a golden bootstrap document: an account for ./Inbox. */
function account(encoding: 'xml' | 'wbxml'): Command {
  const file = new URL(`../../../../vectors/09-bootstrap-dm.${encoding}`, import.meta.url);
  const found = decode(new Uint8Array(readFileSync(file)), encoding).commands.find(
    ({ kind }) => kind === 'Add',
  );
  assert.ok(found);
  return { ...found, cmdId: '' };
}
const codes = (server: DmServer) =>
  server.events.flatMap((event) => (event.type === 'status' ? [event.code] : []));
const values = (server: DmServer) =>
  server.events.flatMap((event) => (event.type === 'results' ? event.items.map(({ data }) => data) : []));

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`a server adds an account through ./Inbox, document in ${encoding}; it stays after a restart`, async (t) => {
    const server = await dmServer(t, []);
    const folder = freshFolder(t);
    server.sessions.push([[account(encoding)]], [[account(encoding), get('./DMAcc'), get('./Inbox')]]);
    assert.equal(await runAgentOnce(server, folder), 'idle');
    assert.deepEqual(codes(server), [200]);
    server.events.length = 0;
    assert.equal(await runAgentOnce(server, folder), 'idle');
    assert.deepEqual(
      [codes(server), values(server)],
      [[418, 200, 405], ['main']],
      'it is there, and hidden from who has no right to it',
    );
  });
}
