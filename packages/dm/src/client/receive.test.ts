import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Message } from '@scomo/syncml';
import { interior, leaf, putNode } from '@scomo/tree';
import { alert, status } from '../../test/build.ts';
import { accounts, clientEnv, DEVICE_ID, opening, stored, testTree } from '../../test/pair.ts';
import { outline } from '../../test/vectors.ts';
import { type Account, client } from '../index.ts';
import { LIMITS } from '../limits.ts';

/** A server message; `final` unless told otherwise. */
function fromServer(
  msgId: number,
  commands: readonly Command[],
  over: Partial<Message['header']> & { readonly final?: boolean } = {},
): Message {
  const { final = true, ...header } = over;
  return {
    header: {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: String(msgId),
      target: { locUri: DEVICE_ID },
      source: { locUri: 'https://dm.example.net/other' },
      ...header,
    },
    commands,
    final,
  };
}

function talk(
  account: Account = accounts('none', 'none').device,
  over: Partial<client.Opening> = {},
  env: Partial<client.ClientEnv<string>> = {},
) {
  const full = clientEnv(env);
  let tree = putNode(testTree(), './Big', leaf('x'.repeat(20_000), { acl: 'Get=*' }));
  const opened = client.openSession(opening(account, 'xml', over), tree, full);
  let session = stored(opened.session);
  let kept = account;
  const hear = (message: Message) => {
    const turn = client.receive(session, kept, message, tree, full);
    session = stored(turn.session);
    kept = turn.account;
    tree = turn.tree;
    return turn;
  };
  return { first: opened.message, hear };
}

const ok = status({ code: 200 });
const get = (cmdId: string, ...uris: string[]): Command => ({
  kind: 'Get',
  cmdId,
  items: uris.map((locUri) => ({ target: { locUri } })),
});
const ended = (turn: client.ClientTurn<string>) => {
  const event = turn.events.at(-1);
  return event?.type === 'ended' ? event.why : undefined;
};
const chal = (type: string | undefined, nextNonce?: string) => ({
  meta: { ...(type === undefined ? {} : { type }), ...(nextNonce === undefined ? {} : { nextNonce }) },
});

/** First server messages and our answer; no outline = the session is over. spec/omadm.md §1.11, peers B */
const answers: readonly [id: string, message: Message, reply: readonly string[], why: string | undefined][] =
  [
    ['nothing to do', fromServer(1, [ok]), [], 'done'],
    ['212 without our Cred', fromServer(1, [status({ code: 212 })]), [], 'done'],
    ['no SyncHdr Status', fromServer(1, []), [], 'done'],
    [
      'a Get',
      fromServer(1, [ok, get('4', './A/x')]),
      ['Status SyncHdr 200', 'Status Get 200', 'Results', 'Final'],
      undefined,
    ],
    [
      'a Get before the SyncHdr Status',
      fromServer(1, [get('4', './A/x'), ok]),
      ['Status SyncHdr 200', 'Status Get 200', 'Results', 'Final'],
      undefined,
    ],
    [
      'a Get of nothing',
      fromServer(1, [ok, get('4', './Z')]),
      ['Status SyncHdr 200', 'Status Get 404', 'Final'],
      undefined,
    ],
    [
      'duplicate CmdIDs',
      fromServer(1, [ok, get('4', './A/x'), get('4', './A/y')]),
      ['Status SyncHdr 200', 'Status Get 200', 'Results', 'Status Get 200', 'Results', 'Final'],
      undefined,
    ],
    ['abort', fromServer(1, [ok, get('4', './A/x'), alert(1223)]), [], 'aborted'],
    [
      '1222 only',
      fromServer(1, [ok, alert(1222)], { final: false }),
      ['Status SyncHdr 200', 'Status Alert 200'],
      undefined,
    ],
    [
      'nothing, without Final',
      fromServer(1, [ok], { final: false }),
      ['Status SyncHdr 200', 'Alert 1222'],
      undefined,
    ],
    [
      'a Get, without Final',
      fromServer(1, [ok, get('4', './Z')], { final: false }),
      ['Status SyncHdr 200', 'Status Get 404', 'Alert 1222'],
      undefined,
    ],
    [
      'UI alert',
      fromServer(1, [ok, alert(1101)]),
      ['Status SyncHdr 200', 'Status Alert 406', 'Final'],
      undefined,
    ],
    [
      'unknown alert',
      fromServer(1, [ok, alert(1299)]),
      ['Status SyncHdr 200', 'Status Alert 406', 'Final'],
      undefined,
    ],
    [
      'generic alert from a server',
      fromServer(1, [ok, alert(1226)]),
      ['Status SyncHdr 200', 'Status Alert 406', 'Final'],
      undefined,
    ],
    [
      'a command DM does not have',
      fromServer(1, [ok, { kind: 'Unsupported', cmdId: '4', name: 'Put' }]),
      ['Status SyncHdr 200', 'Status Put 406', 'Final'],
      undefined,
    ],
    [
      'Results from a server',
      fromServer(1, [ok, { kind: 'Results', cmdId: '4', items: [] }]),
      ['Status SyncHdr 200', 'Status Results 406', 'Final'],
      undefined,
    ],
    [
      'a first chunk without Size',
      fromServer(
        1,
        [
          ok,
          { kind: 'Add', cmdId: '4', items: [{ target: { locUri: './A/z' }, data: 'a', moreData: true }] },
        ],
        { final: false },
      ),
      ['Status SyncHdr 200', 'Status Add 411', 'Alert 1222'],
      undefined,
    ],
    [
      'a value beyond any message and the objects that the server takes',
      fromServer(1, [ok, get('4', './Big')], { meta: { maxObjSize: 19_999 } }),
      ['Status SyncHdr 200', 'Status Get 413', 'Final'],
      undefined,
    ],
    ['Status for Results', fromServer(1, [ok, status({ cmd: 'Results', cmdRef: '3' })]), [], 'done'],
    ['header refused with 500', fromServer(1, [status({ code: 500 })]), [], 'protocol'],
    ['header refused with 513', fromServer(1, [status({ code: 513 })]), [], 'protocol'],
    ['header Status without a code', fromServer(1, [status({ code: 0 })]), [], 'protocol'],
    ['another session', fromServer(1, [ok], { sessionId: '2' }), [], 'protocol'],
    ['another protocol', fromServer(1, [ok], { verProto: 'DM/2.0' }), [], 'protocol'],
    [
      'a challenge where nothing is to prove',
      fromServer(1, [status({ code: 401, chal: chal('syncml:auth-basic') })]),
      [],
      'refused',
    ],
  ];
for (const [id, message, reply, why] of answers) {
  test(`the server says: ${id}`, () => {
    const turn = talk().hear(message);
    assert.deepEqual(outline(turn.reply), reply);
    assert.equal(ended(turn), why);
  });
}

/** What a client with a proof makes of a challenge. A10, spec/omadm.md §5.4 */
const challenges: readonly [
  id: string,
  scheme: 'basic' | 'md5' | 'hmac',
  Command,
  cred: string | undefined,
][] = [
  [
    'md5 asked for md5',
    'md5',
    status({ code: 407, chal: chal('syncml:auth-md5', 'AAAA') }),
    'syncml:auth-md5',
  ],
  ['md5 asked, no nonce', 'md5', status({ code: 401, chal: chal('syncml:auth-md5', '') }), 'syncml:auth-md5'],
  ['no type', 'md5', status({ code: 401, chal: chal(undefined, 'AAAA') }), 'syncml:auth-md5'],
  [
    'basic asked for basic',
    'basic',
    status({ code: 401, chal: chal('SYNCML:AUTH-BASIC') }),
    'syncml:auth-basic',
  ],
  [
    'basic asked for md5',
    'basic',
    status({ code: 401, chal: chal('syncml:auth-md5', 'AAAA') }),
    'syncml:auth-md5',
  ],
  ['md5 asked for basic', 'md5', status({ code: 401, chal: chal('syncml:auth-basic') }), undefined],
  ['hmac asked for basic', 'hmac', status({ code: 401, chal: chal('syncml:auth-basic') }), undefined],
  ['hmac asked for md5', 'hmac', status({ code: 401, chal: chal('syncml:auth-md5', 'AAAA') }), undefined],
  ['md5 asked for X509', 'md5', status({ code: 407, chal: chal('syncml:auth-X509') }), undefined],
  ['no challenge', 'md5', status({ code: 401 }), undefined],
];
for (const [id, scheme, command, type] of challenges) {
  test(`challenge: ${id}: ${type ?? 'the session ends'}`, () => {
    const { hear } = talk(accounts(scheme, 'none').device);
    const turn = hear(fromServer(1, [command, get('9', './A/x')]));
    assert.equal(turn.reply?.header.cred?.meta?.type, type);
    assert.equal(ended(turn), type === undefined ? 'refused' : undefined);
    if (type !== undefined) {
      assert.deepEqual(outline(turn.reply), ['Status SyncHdr 200', 'Alert 1201', 'Replace', 'Final']);
    }
  });
}

for (const [authRoundsMax, tries] of [
  [1, 1],
  [2, 2],
  [3, 3],
] as const) {
  test(`challenged for ever: ${tries} Creds at a limit of ${authRoundsMax}`, () => {
    const { first, hear } = talk(
      accounts('md5', 'none').device,
      {},
      { limits: { authRoundsMax, messagesMax: 9 } },
    );
    const creds = [first.header.cred?.data];
    for (let msgId = 1; msgId < 9; msgId += 1) {
      const turn = hear(fromServer(msgId, [status({ code: 401, chal: chal('syncml:auth-md5', 'AAAA') })]));
      if (turn.reply === undefined) {
        assert.equal(ended(turn), 'refused');
        break;
      }
      creds.push(turn.reply.header.cred?.data);
    }
    assert.equal(creds.length, tries);
  });
}

test('200 keeps the Cred coming, with the newest nonce; 212 ends it', () => {
  const { hear } = talk(accounts('md5', 'none').device);
  const one = hear(
    fromServer(1, [status({ code: 200, chal: chal('syncml:auth-md5', 'AAAA') }), get('2', './A/x')]),
  );
  assert.equal(one.account.outgoing.nonce, 'AAAA');
  const two = hear(
    fromServer(2, [status({ code: 200, chal: chal('syncml:auth-md5', 'BBBB') }), get('2', './A/x')]),
  );
  assert.notEqual(one.reply?.header.cred?.data, two.reply?.header.cred?.data);
  const three = hear(
    fromServer(3, [status({ code: 212, chal: chal('syncml:auth-md5', 'CCCC') }), get('2', './A/x')]),
  );
  assert.equal(three.reply?.header.cred, undefined);
  assert.equal(three.account.outgoing.nonce, 'CCCC');
});

for (const [messagesMax, why] of [
  [2, 'protocol'],
  [3, undefined],
] as const) {
  test(`server message 3 of at most ${messagesMax}: ${why ?? 'goes on'}`, () => {
    const { hear } = talk(undefined, {}, { limits: { authRoundsMax: 3, messagesMax } });
    hear(fromServer(1, [ok, get('2', './A')]));
    hear(fromServer(2, [ok, get('2', './A')]));
    assert.equal(ended(hear(fromServer(3, [ok, get('2', './A')]))), why);
  });
}

const HOME = 'https://dm.example.net/oma';
const addresses: readonly [respUri: string, followed: boolean][] = [
  ['https://dm.example.net/oma?s=1&t=%20', true],
  ['HTTPS://DM.EXAMPLE.NET:443/x', true],
  ['http://dm.example.net/oma', false],
  ['https://dm.example.net:8443/oma', false],
  ['https://dm.example.net.evil.org/oma', false],
  ['https://dm.example.net@evil.org/oma', false],
  ['https://evil.org/https://dm.example.net/', false],
  ['//dm.example.net/oma', false],
  ['/oma?s=1', false],
  ['', false],
];
for (const [respUri, followed] of addresses) {
  test(`RespURI "${respUri}" is ${followed ? '' : 'not '}followed`, () => {
    const turn = talk().hear(fromServer(1, [ok, get('2', './A/x')], { respUri }));
    assert.equal(turn.session.url, followed ? respUri : HOME);
    assert.equal(turn.reply?.header.target.locUri, followed ? respUri : HOME);
  });
}

const report = (tag: string, data = '1'): client.TaggedAlert => ({
  tag,
  alert: { kind: 'Alert', code: 1226, items: [{ meta: { type: 't', format: 'chr' }, data }] },
});

test('each alert is answered once, by its own number; the others stay open', () => {
  const { hear } = talk(undefined, { alerts: [report('a'), report('b'), report('c')] });
  const first = hear(
    fromServer(1, [
      ok,
      status({ cmdRef: '3', cmd: 'Alert', code: 200 }),
      status({ cmdRef: '4', cmd: 'Alert', code: 415, msgRef: '' }),
      status({ cmdRef: '5', cmd: 'Alert', code: 200, msgRef: '7' }),
      get('9', './A/x'),
    ]),
  );
  assert.deepEqual(first.events, [
    { type: 'alertAnswered', tag: 'a', code: 200 },
    { type: 'alertAnswered', tag: 'b', code: 415 },
  ]);
  const second = hear(fromServer(2, [ok, status({ cmdRef: '3', cmd: 'Alert' })]));
  assert.deepEqual(second.events, [{ type: 'ended', why: 'done', detail: '' }]);
});

test('several Statuses for one alert: the worst counts', () => {
  const { hear } = talk(undefined, { alerts: [report('a')] });
  const codes = [200, 412, 202].map((code) => status({ cmdRef: '3', cmd: 'Alert', code }));
  assert.deepEqual(hear(fromServer(1, [ok, ...codes])).events[0], {
    type: 'alertAnswered',
    tag: 'a',
    code: 412,
  });
});

test('what the server says beside its Status is handed on, so much of it and no more', () => {
  const max = LIMITS.alertWordsCharsMax;
  for (const length of [1, max, max + 1]) {
    const { hear } = talk(undefined, { alerts: [report('a')] });
    const answer = { ...status({ cmdRef: '3', cmd: 'Alert' }), items: [{ data: 'x'.repeat(length) }] };
    const words = 'x'.repeat(Math.min(length, max));
    assert.deepEqual(hear(fromServer(1, [ok, answer])).events[0], {
      ...{ type: 'alertAnswered', tag: 'a', code: 200, words },
    });
  }
});

test('alerts refused with the header are sent again and answered under their new numbers', () => {
  const { hear } = talk(accounts('basic', 'none').device, { alerts: [report('a')] });
  const refused = [
    status({ code: 401, chal: chal('syncml:auth-basic') }),
    status({ cmdRef: '3', cmd: 'Alert', code: 401 }),
  ];
  const again = hear(fromServer(1, refused));
  assert.deepEqual(again.events, []);
  assert.deepEqual(outline(again.reply), [
    'Status SyncHdr 200',
    'Alert 1201',
    'Replace',
    'Alert 1226',
    'Final',
  ]);
  const done = hear(
    fromServer(2, [status({ code: 212, msgRef: '2' }), status({ cmdRef: '4', cmd: 'Alert', msgRef: '2' })]),
  );
  assert.deepEqual(done.events, [
    { type: 'alertAnswered', tag: 'a', code: 200 },
    { type: 'ended', why: 'done', detail: '' },
  ]);
});

test('alerts that do not fit package 1 follow after 1222; one beyond any message stays unsent', () => {
  const alerts = [
    report('a', 'x'.repeat(9_000)),
    report('huge', 'x'.repeat(17_000)),
    report('b', 'x'.repeat(9_000)),
  ];
  const { first, hear } = talk(undefined, { alerts });
  assert.deepEqual(outline(first), ['Alert 1201', 'Replace', 'Alert 1226']);
  const answered = status({ cmdRef: '3', cmd: 'Alert' });
  const next = hear(fromServer(1, [ok, answered, alert(1222)], { final: false }));
  assert.deepEqual(outline(next.reply), ['Status SyncHdr 200', 'Status Alert 200', 'Alert 1226', 'Final']);
  const end = hear(fromServer(2, [ok, status({ msgRef: '2', cmdRef: '3', cmd: 'Alert' })]));
  assert.deepEqual(end.events, [
    { type: 'alertAnswered', tag: 'b', code: 200 },
    { type: 'ended', why: 'done', detail: '' },
  ]);
});

test('Results beyond the server’s MaxMsgSize go over several messages, every Item once, Final last', () => {
  const wide = interior(
    Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`n${index}`, leaf(`v${index}`)])),
    { acl: 'Get=*' },
  );
  const env = clientEnv();
  const tree = putNode(testTree(), './Wide', wide);
  const account = accounts('none', 'none').device;
  const opened = client.openSession(opening(account, 'xml'), tree, env);
  let session = stored(opened.session);
  let message = fromServer(1, [ok, get('4', './Wide?list=StructData')], { meta: { maxMsgSize: 2_000 } });
  const seen: (string | undefined)[] = [];
  const finals: boolean[] = [];
  for (let msgId = 2; msgId < 40; msgId += 1) {
    const turn = client.receive(session, account, message, tree, env);
    session = stored(turn.session);
    if (turn.reply === undefined) break;
    for (const command of turn.reply.commands) {
      if (command.kind === 'Results') seen.push(...command.items.map((item) => item.source?.locUri));
    }
    finals.push(turn.reply.final);
    message = turn.reply.final
      ? fromServer(msgId, [ok])
      : fromServer(msgId, [ok, alert(1222)], { final: false });
  }
  assert.equal(seen.length, 61);
  assert.equal(new Set(seen).size, 61);
  assert.equal(finals.length > 3, true);
  assert.deepEqual(
    finals,
    finals.map((_, index) => index === finals.length - 1),
  );
});

test('an unproven server gets nothing done and three challenges', () => {
  const { hear } = talk(accounts('none', 'md5').device, { alerts: [report('a')] });
  const add: Command = { kind: 'Add', cmdId: '5', items: [{ target: { locUri: './A/z' }, data: 'z' }] };
  const before = talk().hear(fromServer(1, [ok])).tree;
  for (const msgId of [1, 2, 3]) {
    const turn = hear(fromServer(msgId, [ok, status({ cmdRef: '3', cmd: 'Alert' }), add]));
    assert.deepEqual(outline(turn.reply), ['Status SyncHdr 407', 'Status Add 407', 'Alert 1226', 'Final']);
    assert.deepEqual(turn.events, []);
    const header = turn.reply?.commands[0];
    assert.equal(header?.kind === 'Status' && header.chal?.meta.format, 'b64');
    assert.deepEqual(turn.tree, before);
  }
  assert.equal(ended(hear(fromServer(4, [ok, add]))), 'unproven');
});

test('an ended session takes no message: our own mistake', () => {
  const { hear } = talk();
  hear(fromServer(1, [ok]));
  assert.throws(() => hear(fromServer(2, [ok])), /ended session/);
});
