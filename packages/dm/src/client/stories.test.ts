import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@scomo/syncml';
import { interior, leaf, putNode, type Tree } from '@scomo/tree';
import { testPorts } from '../../test/auth-ports.ts';
import { clientEnv, DEVICE_ID, opening, stored, testTree } from '../../test/pair.ts';
import { golden, outline } from '../../test/vectors.ts';
import { type Account, a1Of, client, type Scheme } from '../index.ts';

const ANY = { acl: 'Add=*&Delete=*&Exec=*&Get=*&Replace=*' };

const account = (scheme: Scheme, server: Scheme = 'none'): Account => ({
  deviceId: DEVICE_ID,
  serverId: 'dm.example.net',
  incoming: {
    scheme: server,
    name: 'dm.example.net',
    a1: a1Of('dm.example.net', 'srv-pass-77', testPorts()),
    nonces: ['/+7dzLuqmYh3ZlVEMyIRAA=='],
  },
  outgoing: { scheme, name: 'dev-0042', secret: 'Sup3r-S3cret', nonce: '' },
});

function storyTree(): Tree {
  const FwV = leaf('2.8.1');
  const URI = interior({ MaxDepth: leaf('0'), MaxTotLen: leaf('0'), MaxSegLen: leaf('0') });
  const acme = interior({ Wlan: interior({ SSID: leaf('old') }), Poll: leaf('5', { acl: 'Get=*' }) }, ANY);
  const op = leaf('', { format: 'null', access: ['Exec'] });
  let tree = putNode(testTree(), './DevDetail', interior({ FwV, URI }));
  tree = putNode(tree, './Vendor', interior({ Acme: acme }));
  return putNode(tree, './FUMO', interior({ Pkg1: interior({ DownloadAndUpdate: op }) }, ANY));
}

const fumo = {
  root: './FUMO',
  exec: (tree: Tree, call: { correlator?: string }) => ({
    tree,
    status: 202,
    effects: [call.correlator ?? ''],
  }),
};

function device(start: Account, nonces: readonly string[] = []) {
  const left = [...nonces];
  const ports = { ...testPorts(), newNonce: () => left.shift() ?? 'bm9uZQ==' };
  const env = clientEnv({ ports, objects: [fumo] });
  let tree = storyTree();
  const opened = client.openSession(opening(start, 'xml'), tree, env);
  let session = stored(opened.session);
  let kept = start;
  const hear = (message: Message) => {
    const turn = client.receive(session, kept, message, tree, env);
    session = stored(turn.session);
    kept = stored(turn.account);
    tree = turn.tree;
    return turn;
  };
  return { first: opened.message, hear };
}

test('package 1 without credentials is message 01', () => {
  assert.deepEqual(device(account('none')).first, golden('01-pkg1-no-cred'));
});

test('story 02-06 from the device: challenged, proven both ways, commands carried out', () => {
  const { first, hear } = device(account('md5', 'md5'), ['E1eb3wJGis4TV5vfAkaKzg==']);
  // The account knows no nonce yet, so the first digest is over the empty one.
  assert.equal(first.header.cred?.data, 'AwXxIW1hrtBfcNxf7joXSw==');

  const retry = hear(golden('02-pkg2-407-md5-challenge'));
  assert.deepEqual(retry.reply, golden('03-pkg1-retry-md5'));
  assert.equal(retry.account.outgoing.nonce, '', 'a nonce of an unproven server is not kept');

  const work = hear(golden('04-pkg2-accepted-with-commands'));
  const story = golden('05-pkg3-statuses-results');
  assert.deepEqual(work.reply?.header, story.header);
  assert.deepEqual(work.reply?.commands[0], story.commands[0]);
  // The story has one Status per Item of the Get; ours speaks for both.
  assert.deepEqual(outline(work.reply), [
    'Status SyncHdr 212',
    'Status Get 200',
    'Results',
    'Status Add 418',
    'Status Add 418',
    'Status Replace 425',
    'Status Delete 404',
    'Status Exec 202',
    'Final',
  ]);
  const results = story.commands.flatMap((command) => (command.kind === 'Results' ? command.items : []));
  const sent = work.reply!.commands.flatMap((command) => (command.kind === 'Results' ? command.items : []));
  assert.deepEqual(
    sent.map((item) => [item.source?.locUri, item.data]),
    results.map((item) => [item.source?.locUri, item.data]),
  );
  assert.deepEqual(work.effects, ['job-5512']);
  assert.equal(work.account.outgoing.nonce, 'oLHC0+T1BhcoOUpbbH2Onw==');
  assert.deepEqual(work.account.incoming.nonces, ['E1eb3wJGis4TV5vfAkaKzg==']);
  assert.deepEqual(work.events, [{ type: 'serverProven' }]);

  const end = hear(golden('06-pkg4-close'));
  assert.equal(end.reply, undefined);
  assert.deepEqual(end.events, [{ type: 'ended', why: 'done', detail: '' }]);
});

test('the same message 04 from a server whose nonce is spent: nothing is done, it is challenged', () => {
  const fresh = account('md5', 'md5');
  const { hear } = device({ ...fresh, incoming: { ...fresh.incoming, nonces: [] } }, ['AAAA']);
  hear(golden('02-pkg2-407-md5-challenge'));
  const turn = hear(golden('04-pkg2-accepted-with-commands'));
  assert.deepEqual(outline(turn.reply), [
    'Status SyncHdr 401',
    'Status Get 401',
    'Status Add 401',
    'Status Add 401',
    'Status Replace 401',
    'Status Delete 401',
    'Status Exec 401',
    'Final',
  ]);
  assert.deepEqual(turn.effects, []);
  assert.equal(turn.account.outgoing.nonce, '');
  assert.equal(turn.session.challenge, 'AAAA');
});

test('story 13: the device goes on after 1222 and says Final at the end', () => {
  const { hear } = device(account('none'));
  const ask = golden('13-server-next-message-1222');
  const turn = hear({ ...ask, header: { ...ask.header, sessionId: '1' } });
  // Our package 1 had its Final, the server has not: only the Statuses, no Final, and no 1222 against 1222.
  assert.deepEqual(outline(turn.reply), ['Status SyncHdr 200', 'Status Alert 200']);
});

test('story 28: a stale nonce makes the device repeat package 1 with the new one', () => {
  const { hear } = device(account('md5'));
  const stale = golden('28-pkg2-401-stale-nonce');
  const turn = hear({ ...stale, header: { ...stale.header, sessionId: '1' } });
  assert.deepEqual(outline(turn.reply), ['Status SyncHdr 200', 'Alert 1201', 'Replace', 'Final']);
  assert.equal(turn.reply?.header.msgId, '2');
  assert.equal(turn.reply?.header.cred?.meta?.type, 'syncml:auth-md5');
});
