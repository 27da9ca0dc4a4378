import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Encoding, Message } from '@scomo/syncml';
import { testPorts } from '../../test/auth-ports.ts';
import { DEVICE_ID, serverEnv, stored } from '../../test/pair.ts';
import { golden, outline, withoutExtras } from '../../test/vectors.ts';
import { type Account, a1Of, type ServerEvent, server } from '../index.ts';

const account = (scheme: 'none' | 'md5', over: Partial<Account> = {}): Account => ({
  deviceId: DEVICE_ID,
  serverId: 'dm.example.net',
  incoming: {
    scheme,
    name: 'dev-0042',
    a1: a1Of('dev-0042', 'Sup3r-S3cret', testPorts()),
    nonces: [],
  },
  outgoing: { scheme: 'none', name: 'dm.example.net', secret: 'srv-pass-77', nonce: '' },
  ...over,
});

/** Server with given nonces that hears golden messages one by one. */
function listener(start: Account, nonces: readonly string[], encoding: Encoding) {
  const left = [...nonces];
  const env = serverEnv(encoding, {
    ports: { ...testPorts(), newNonce: () => left.shift() ?? 'bm9uZQ==' },
    limits: { authRoundsMax: 3, messagesMax: 50 },
  });
  let session: server.ServerSession | undefined;
  let kept = start;
  return (message: Message, commands: readonly Command[] = []) => {
    const got = server.receive(session, kept, message, env);
    const offered = commands.map((command, index) => ({ tag: `t${index}`, command }));
    const made = server.compose(stored(got.session), server.mayCommand(got.session) ? offered : [], env);
    session = stored(made.session);
    kept = stored(got.account);
    return { events: got.events, reply: made.message, session, account: kept };
  };
}

const types = (events: readonly ServerEvent[]) => events.map((event) => event.type);
const orders = (message: Message) =>
  message.commands.filter((command) => !['Status', 'Alert'].includes(command.kind));

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`story 01-06: challenge, acceptance, commands, answers, end (${encoding})`, () => {
    const proof = { scheme: 'md5', name: 'dm.example.net', secret: 'srv-pass-77', nonce: '' } as const;
    const hear = listener(
      account('md5', { outgoing: proof }),
      ['ABEiM0RVZneImaq7zN3u/w==', 'oLHC0+T1BhcoOUpbbH2Onw=='],
      encoding,
    );
    const first = hear(golden('01-pkg1-no-cred', encoding));
    assert.deepEqual(first.events, [{ type: 'refused', code: 407, final: false }]);
    assert.deepEqual(
      withoutExtras(first.reply),
      withoutExtras(golden('02-pkg2-407-md5-challenge', encoding)),
    );
    assert.deepEqual(first.account.incoming.nonces, []);

    const story = golden('04-pkg2-accepted-with-commands', encoding);
    const second = hear(golden('03-pkg1-retry-md5', encoding), orders(story));
    assert.deepEqual(types(second.events), ['authenticated', 'opened', 'devInfo']);
    assert.deepEqual(withoutExtras(second.reply).commands, story.commands);
    assert.equal(second.reply.header.source.locName, 'dm.example.net');
    assert.equal(second.reply.header.cred?.meta?.type, 'syncml:auth-md5');
    assert.deepEqual(second.account.incoming.nonces, ['oLHC0+T1BhcoOUpbbH2Onw==']);

    const third = hear(golden('05-pkg3-statuses-results', encoding));
    assert.deepEqual(
      third.events.map((event) =>
        event.type === 'status' ? `${event.tag} ${event.targetRef} ${event.code}` : event.type,
      ),
      [
        't0 ./DevDetail/FwV 200',
        't0 ./DevDetail/URI 200',
        'results',
        'results',
        't1 ./Vendor/Acme/Wlan 418',
        't2 ./Vendor/Acme/Wlan/SSID 200',
        't3 ./Vendor/Acme/Poll 425',
        't4 ./Vendor/Acme/Old 404',
        't5 ./FUMO/Pkg1/DownloadAndUpdate 202',
      ],
    );
    assert.equal(third.account.outgoing.nonce, 'E1eb3wJGis4TV5vfAkaKzg==');
    assert.equal(third.session.proof, 'accepted');
    assert.deepEqual(withoutExtras(third.reply), withoutExtras(golden('06-pkg4-close', encoding)));
    assert.equal(third.session.state, 'closed');
  });

  test(`story 11-14: Results over two messages, 1222 between (${encoding})`, () => {
    const hear = listener(account('none'), [], encoding);
    const get = golden('11-pkg2-get-structdata', encoding);
    const fresh = golden('01-pkg1-no-cred', encoding);
    const first = hear({ ...fresh, header: { ...fresh.header, sessionId: '7' } }, orders(get));
    assert.deepEqual(outline(first.reply), [
      'Status SyncHdr 200',
      'Status Alert 200',
      'Status Replace 200',
      'Get',
      'Final',
    ]);

    const part = hear(golden('12-pkg3-structdata-part1-no-final', encoding));
    assert.deepEqual(types(part.events), ['status', 'results', 'results', 'results']);
    assert.equal(part.session.state, 'moreFromClient');
    assert.deepEqual(
      withoutExtras(part.reply),
      withoutExtras(golden('13-server-next-message-1222', encoding)),
    );

    const rest = hear(golden('14-pkg3-structdata-part2-final', encoding));
    assert.deepEqual(types(rest.events), ['results', 'results']);
    assert.deepEqual(outline(rest.reply), ['Status SyncHdr 200', 'Final']);
    assert.equal(rest.session.state, 'closed');
  });
}

test('story 25-26: an abort is answered by statuses only', () => {
  const hear = listener(account('none'), [], 'xml');
  const fresh = golden('01-pkg1-no-cred');
  const order: Command = { kind: 'Get', cmdId: '', items: [{ target: { locUri: './Vendor/Acme/Log' } }] };
  const into = (message: Message) => ({ ...message, header: { ...message.header, sessionId: 'B' } });
  for (const [msgId, ref] of [
    ['1', ''],
    ['2', '1'],
    ['3', '2'],
  ] as const) {
    const status: Command = {
      kind: 'Status',
      cmdId: '1',
      msgRef: ref,
      cmdRef: '4',
      cmd: 'Get',
      targetRefs: [],
      sourceRefs: [],
      code: 200,
      items: [],
    };
    const commands = ref === '' ? fresh.commands : [status];
    hear(into({ ...fresh, header: { ...fresh.header, msgId }, commands }), [order]);
  }
  const end = hear(golden('25-client-abort-1223'), [order]);
  assert.deepEqual(types(end.events), ['status', 'aborted']);
  assert.deepEqual(withoutExtras(end.reply), withoutExtras(golden('26-server-reply-to-abort')));
  assert.equal(end.session.state, 'closed');
});

test('story 27-28: a stale nonce is challenged and nothing of the message is reported', () => {
  const hear = listener(account('md5'), ['Dx4tPEtaaXiHlqW0w9Lh8A=='], 'xml');
  const got = hear(golden('27-pkg1-generic-alert'));
  assert.deepEqual(got.events, [{ type: 'refused', code: 401, final: false }]);
  assert.deepEqual(withoutExtras(got.reply), withoutExtras(golden('28-pkg2-401-stale-nonce')));
});

test('message 27 with its nonce on offer is taken, alerts with it', () => {
  const known = account('md5');
  const nonces = ['oLHC0+T1BhcoOUpbbH2Onw=='];
  const hear = listener({ ...known, incoming: { ...known.incoming, nonces } }, [], 'xml');
  const got = hear(golden('27-pkg1-generic-alert'));
  assert.deepEqual(types(got.events), ['authenticated', 'opened', 'devInfo', 'alert', 'alert']);
  const [report] = got.events.filter((event) => event.type === 'alert');
  assert.equal(report?.correlator, 'job-5512');
  assert.deepEqual(outline(got.reply), [
    'Status SyncHdr 212',
    'Status Alert 200',
    'Status Replace 200',
    'Status Alert 200',
    'Status Alert 200',
    'Final',
  ]);
});
