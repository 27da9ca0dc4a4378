import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Message } from '@scomo/syncml';
import { alert, cred, devInfo, fromClient, PACKAGE_1, results, status } from '../../test/build.ts';
import { accounts, get, serverEnv, stored } from '../../test/pair.ts';
import { golden, outline } from '../../test/vectors.ts';
import { basicData } from '../auth/digests.ts';
import { type Account, type ServerEvent, server } from '../index.ts';

/** One server that hears messages and answers with what it is given. */
function talk(account: Account = accounts('none', 'none').server, over: Partial<server.ServerEnv> = {}) {
  const env = serverEnv('xml', over);
  let session: server.ServerSession | undefined;
  let kept = account;
  return (message: Message, commands: readonly server.TaggedCommand[] = []) => {
    const got = server.receive(session, kept, message, env);
    const made = server.compose(stored(got.session), server.mayCommand(got.session) ? commands : [], env);
    session = stored(made.session);
    kept = got.account;
    return { ...got, ...made, account: kept };
  };
}

/** A server that has just sent Gets of ./A (CmdID 4) and ./B (CmdID 5) in its message 1. */
function asked(commands: readonly server.TaggedCommand[] = [get('./A'), get('./B')]) {
  const hear = talk();
  hear(fromClient(1, PACKAGE_1), commands);
  return hear;
}

const short = (events: readonly ServerEvent[]) =>
  events.map((event) => {
    switch (event.type) {
      case 'status':
        return `status ${event.tag}${event.path.map((index) => `[${index}]`).join('')} ${event.code}${event.targetRef === undefined ? '' : ` ${event.targetRef}`}`;
      case 'results':
        return `results ${event.tag} ${event.items.map((item) => item.data).join('+')}`;
      case 'alert':
        return `alert ${event.code} ${event.items.length}`;
      default:
        return event.type;
    }
  });

const okHeader = status({});
const okA = status({ cmdRef: '4', cmd: 'Get' });
const okB = status({ cmdRef: '5', cmd: 'Get' });
const item = (uri: string, data: string) => ({ source: { locUri: uri }, data });
const resA = results({ msgRef: '1', cmdRef: '4', items: [item('./A', 'a')] });
const resB = results({ msgRef: '1', cmdRef: '5', items: [item('./B', 'b')] });

const both = ['status ./A 200', 'results ./A a', 'status ./B 200', 'results ./B b'];
const report = alert(1226, { cmdId: '9', items: [{ meta: { type: 't', format: 'chr' }, data: '1' }] });

/** Answers to the two Gets in every shape seen in the field, and what we make of them. peers A5-A9, spec §14 */
const shapes: readonly [id: string, commands: readonly Command[], expected: readonly string[]][] = [
  ['as it should be', [okHeader, okA, resA, okB, resB], both],
  ['SyncHdr Status without CmdRef', [status({ cmdRef: '' }), okA, resA, okB, resB], both],
  ['SyncHdr Status without MsgRef', [status({ msgRef: '' }), okA, resA, okB, resB], both],
  [
    'SyncHdr in lower case, 212 without our Cred',
    [status({ cmd: 'synchdr', code: 212 }), okA, resA, okB, resB],
    both,
  ],
  ['no SyncHdr Status', [okA, resA, okB, resB], both],
  ['SyncHdr Status last', [okA, resA, okB, resB, okHeader], both],
  [
    'SyncHdr Status with an empty nonce',
    [status({ chal: { meta: { type: 'syncml:auth-md5', nextNonce: '' } } }), okA, resA, okB, resB],
    both,
  ],
  [
    'statuses in another order',
    [okHeader, okB, resB, okA, resA],
    ['status ./B 200', 'results ./B b', 'status ./A 200', 'results ./A a'],
  ],
  [
    'Results before all Statuses',
    [okHeader, resA, resB, okA, okB],
    ['results ./A a', 'results ./B b', 'status ./A 200', 'status ./B 200'],
  ],
  ['Status without MsgRef', [okHeader, { ...okA, msgRef: '' }, resA, okB, resB], both],
  ['Status named otherwise', [okHeader, { ...okA, cmd: 'get' }, resA, okB, resB], both],
  [
    'several Statuses for one CmdRef',
    [okHeader, okA, okA, okB],
    ['status ./A 200', 'status ./A 200', 'status ./B 200'],
  ],
  [
    'repeated CmdIDs',
    [
      okHeader,
      { ...okA, cmdId: '1' },
      { ...resA, cmdId: '1' },
      { ...okB, cmdId: '1' },
      { ...resB, cmdId: '1' },
    ],
    both,
  ],
  ['a Status for Results', [okHeader, okA, resA, status({ cmd: 'Results', cmdRef: '7' }), okB, resB], both],
  ['a Status for a Status', [okHeader, okA, resA, status({ cmd: 'Status', cmdRef: '1' }), okB, resB], both],
  ['Results without MsgRef', [okHeader, okA, results({ cmdRef: '4', items: resA.items }), okB, resB], both],
  [
    'Results without refs, by URI',
    [okHeader, okA, okB, results({ items: resB.items }), results({ items: resA.items })],
    ['status ./A 200', 'status ./B 200', 'results ./B b', 'results ./A a'],
  ],
  [
    'Results without refs or Source, in order',
    [okHeader, okA, results({ items: [{ data: 'a' }] }), okB, results({ items: [{ data: 'b' }] })],
    both,
  ],
  ['Results with an old MsgRef, by URI', [okHeader, okA, { ...resA, msgRef: '77' }, okB, resB], both],
  ['Results without a Status', [okHeader, okB, resA], ['status ./B 200', 'results ./A a', 'oddity']],
  ['a Status without Results', [okHeader, okA, okB], ['status ./A 200', 'status ./B 200']],
  [
    'one Results, many Items',
    [okHeader, okA, { ...resA, items: [item('./A', 'a'), item('./A/x', 'b')] }, okB],
    ['status ./A 200', 'results ./A a+b', 'status ./B 200'],
  ],
  ['an alert before the Status', [okHeader, report, okA, resA, okB, resB], ['alert 1226 1', ...both]],
  [
    'an alert between',
    [okHeader, okA, resA, report, okB, resB],
    ['status ./A 200', 'results ./A a', 'alert 1226 1', 'status ./B 200', 'results ./B b'],
  ],
  [
    'failures keep their code',
    [okHeader, { ...okA, code: 404 }, { ...okB, code: 500 }],
    ['status ./A 404', 'status ./B 500'],
  ],
  ['one Get unanswered', [okHeader, okA, resA], ['status ./A 200', 'results ./A a', 'oddity']],
  [
    'Status for something never sent',
    [okHeader, okA, okB, status({ cmdRef: '77', cmd: 'Get' })],
    ['status ./A 200', 'status ./B 200', 'oddity'],
  ],
  [
    'Results for something never sent',
    [okHeader, okA, okB, results({ cmdRef: '77', items: [item('./Z', 'z')] })],
    ['status ./A 200', 'status ./B 200', 'oddity'],
  ],
  [
    'a header refused with 500',
    [status({ code: 500 }), okA, okB],
    ['oddity', 'status ./A 200', 'status ./B 200'],
  ],
  [
    'session broken off by 1225',
    [okHeader, okA, okB, alert(1225)],
    ['status ./A 200', 'status ./B 200', 'oddity'],
  ],
];

for (const [id, commands, expected] of shapes) {
  test(`answers: ${id}`, () => {
    const got = asked()(fromClient(2, commands));
    assert.deepEqual(short(got.events), expected);
    assert.equal(got.session.state, 'closed');
  });
}

const many: server.TaggedCommand = {
  tag: 'many',
  command: {
    kind: 'Get',
    cmdId: '',
    items: [{ target: { locUri: './A/a b' } }, { target: { locUri: './B' } }],
  },
};

test('one Status speaks for all Items; one each without refs goes in order; escaped refs are ours again', () => {
  const one = asked([many])(fromClient(2, [okHeader, okA]));
  assert.deepEqual(short(one.events), ['status many 200']);
  const each = asked([many])(fromClient(2, [okHeader, okA, { ...okA, code: 404 }]));
  assert.deepEqual(short(each.events), ['status many 200 ./A/a b', 'status many 404 ./B']);
  const escaped = asked([many])(fromClient(2, [okHeader, { ...okA, targetRefs: ['A/a%20b', './Z'] }]));
  assert.deepEqual(short(escaped.events), ['status many 200 ./A/a b', 'status many 200 ./Z']);
});

test('children of Atomic and Sequence answer by path, the container may stay silent', () => {
  const add = (uri: string): Command => ({ kind: 'Add', cmdId: '', items: [{ target: { locUri: uri } }] });
  const tree: server.TaggedCommand = {
    tag: 'box',
    command: {
      kind: 'Sequence',
      cmdId: '',
      commands: [add('./A'), { kind: 'Atomic', cmdId: '', commands: [add('./B'), add('./C')] }],
    },
  };
  const codes = [
    okHeader,
    ...[5, 6, 7, 8].map((ref) => status({ cmdRef: String(ref), cmd: 'Add', code: 200 + ref })),
  ];
  const got = asked([tree])(fromClient(2, codes));
  assert.deepEqual(short(got.events), [
    'status box[0] 205',
    'status box[1] 206',
    'status box[1][0] 207',
    'status box[1][1] 208',
    'oddity',
  ]);
});

test('Results carry the Meta of the command where the Item has none', () => {
  const got = asked()(
    fromClient(2, [
      okHeader,
      okA,
      okB,
      {
        ...resA,
        meta: { format: 'int', type: 'text/plain' },
        items: [{ ...item('./A', '1'), meta: { format: 'Chr' } }],
      },
    ]),
  );
  const [found] = got.events.filter((event) => event.type === 'results');
  assert.deepEqual(found?.items[0]?.meta, { format: 'Chr', type: 'text/plain' });
});

test('late Results of an older message still find their command', () => {
  const hear = asked();
  hear(fromClient(2, [okHeader, okA, okB]), [get('./C')]);
  const got = hear(
    fromClient(3, [status({ msgRef: '2' }), status({ msgRef: '2', cmdRef: '2', cmd: 'Get' }), resA]),
  );
  assert.deepEqual(short(got.events), ['status ./C 200', 'results ./A a']);
});

test('a Get is forgotten with its Results or a refusal, and only then', () => {
  const hear = asked();
  const kept = (...commands: Command[]) =>
    hear(fromClient(2, [okHeader, ...commands]), [get('./C')]).session.pending.map((row) => row.targets[0]);
  assert.deepEqual(kept(okA, resA, status({ cmdRef: '5', cmd: 'Get', code: 404 })), ['./C']);
  const late = asked()(fromClient(2, [okHeader, okA, okB]), [get('./C')]);
  assert.deepEqual(
    late.session.pending.map((row) => row.targets[0]),
    ['./A', './B', './C'],
  );
});

/** Commands of the client beside package 1, and their Status. spec/omadm.md §1.6 rule 3, §1.12 */
const requests: readonly [id: string, command: Command, code: number, events: readonly string[]][] = [
  ['Alert 1222', alert(1222), 200, []],
  ['Alert 1224', alert(1224, { items: [{ data: 'low' }] }), 200, ['alert 1224 1']],
  ['Alert 1225', alert(1225), 200, ['oddity']],
  ['Alert 1226', report, 200, ['alert 1226 1']],
  ['Alert 1226 without Items', alert(1226), 412, []],
  ['Alert without a code', alert(undefined), 412, []],
  ['Alert 1100', alert(1100), 406, []],
  ['Alert 1150', alert(1150), 406, []],
  ['Alert 1202', alert(1202), 406, []],
  ['Alert 1221', alert(1221), 406, []],
  ['Alert 1299', alert(1299), 406, []],
  ['Alert 42', alert(42), 406, []],
  ['DevInfo', devInfo('1', { Lang: 'de' }), 200, ['devInfo']],
  [
    'Replace of anything else',
    { kind: 'Replace', cmdId: '1', items: [item('./Vendor/x', '1')] },
    406,
    ['oddity'],
  ],
  ['Replace without Items', { kind: 'Replace', cmdId: '1', items: [] }, 406, ['oddity']],
  ['Add', { kind: 'Add', cmdId: '1', items: [] }, 406, ['oddity']],
  ['Get', { kind: 'Get', cmdId: '1', items: [] }, 406, ['oddity']],
  ['Delete', { kind: 'Delete', cmdId: '1', items: [] }, 406, ['oddity']],
  ['Exec', { kind: 'Exec', cmdId: '1', items: [] }, 406, ['oddity']],
  ['Copy', { kind: 'Copy', cmdId: '1', items: [] }, 406, ['oddity']],
  ['Atomic', { kind: 'Atomic', cmdId: '1', commands: [report] }, 406, ['oddity']],
  ['Sequence', { kind: 'Sequence', cmdId: '1', commands: [report] }, 406, ['oddity']],
  ['Put', { kind: 'Unsupported', cmdId: '1', name: 'Put' }, 406, ['oddity']],
];

for (const [id, command, code, events] of requests) {
  test(`the client sends ${id}: ${code}`, () => {
    const got = asked()(fromClient(2, [okHeader, okA, okB, command]));
    const last = got.message.commands.at(-1);
    assert.equal(last?.kind === 'Status' ? last.code : undefined, code);
    assert.deepEqual(short(got.events).slice(2), events);
  });
}

test('Items of an alert that fare differently get a Status each, by SourceRef', () => {
  const env = { alertStatus: (_: number, one: { data?: unknown }) => (one.data === 'bad' ? 415 : 200) };
  const hear = talk(accounts('none', 'none').server, env);
  const items = [item('./A', 'good'), item('./B', 'bad')];
  const got = hear(fromClient(1, [alert(1226, { items })]));
  const found = got.message.commands.flatMap((command) =>
    command.kind === 'Status' && command.cmd === 'Alert' ? [[command.sourceRefs, command.code]] : [],
  );
  assert.deepEqual(found, [
    [['./A'], 200],
    [['./B'], 415],
  ]);
});

test('words beside the Status of an alert reach the client', () => {
  const hear = talk(accounts('none', 'none').server, {
    alertStatus: () => ({ code: 202, words: 'soon' }),
  });
  const got = hear(fromClient(1, [alert(1226, { items: [item('./A', '')] })]));
  const found = got.message.commands.find(
    (command) => command.kind === 'Status' && command.cmd === 'Alert' && command.items.length > 0,
  );
  assert.ok(found?.kind === 'Status');
  assert.deepEqual([found.code, found.items, found.sourceRefs], [202, [{ data: 'soon' }], []]);
});

const FIRST: readonly [id: string, message: Message, expected: readonly string[]][] = [
  ['1200', fromClient(1, [alert(1200), devInfo()]), ['authenticated', 'opened', 'devInfo']],
  ['without 1200/1201', fromClient(1, [devInfo()]), ['authenticated', 'opened', 'devInfo']],
  [
    'alert before DevInfo',
    fromClient(1, [alert(1201), report, devInfo()]),
    ['authenticated', 'opened', 'alert 1226 1', 'devInfo'],
  ],
  ['message 36', golden('36-quirk-loose-pkg1'), ['authenticated', 'opened', 'devInfo']],
  ['message 38', golden('38-quirk-windows-keepalive'), ['authenticated', 'opened', 'alert 1224 1']],
];
for (const [id, message, expected] of FIRST) {
  test(`package 1: ${id}`, () => assert.deepEqual(short(talk()(message).events), expected));
}

test('DevInfo of message 36 is trimmed, by suffix, empty where it has no Data', () => {
  const got = talk()(golden('36-quirk-loose-pkg1'));
  const [info] = got.events.filter((event) => event.type === 'devInfo');
  assert.deepEqual(info?.values, { DevId: 'IMEI:004999010640000', Lang: '' });
});

test('messages 37 and 40 answer the Get of message 1 number 4', () => {
  const loose = asked([get('./DevDetail/FwV')])(golden('37-quirk-loose-pkg3'));
  assert.deepEqual(short(loose.events), [
    'status ./DevDetail/FwV 200',
    'results ./DevDetail/FwV 2.8.1',
    'alert 1226 1',
  ]);
  const hs20 = asked([get('./DevDetail/FwV')])(golden('40-quirk-hs20-style'));
  assert.deepEqual(short(hs20.events), [
    'status ./DevDetail/FwV 200 ./DevDetail/FwV',
    'results ./DevDetail/FwV 2.8.1',
  ]);
});

/** What a message without Final leads to, in turn. spec/omadm.md §1.7, Q1, peers A8 */
const endless = { final: false };
const openEnds: readonly [
  id: string,
  messages: readonly Message[],
  answers: readonly (readonly string[])[],
][] = [
  [
    'package 1 without Final, then nothing new: goes on as if final',
    [
      fromClient(1, PACKAGE_1, endless),
      fromClient(2, [okHeader, status({ cmdRef: '4', cmd: 'Alert' })], endless),
    ],
    [
      ['Status SyncHdr 200', 'Status Alert 200', 'Status Replace 200', 'Alert 1222'],
      ['Status SyncHdr 200', 'Get', 'Final'],
    ],
  ],
  [
    'package 1 over two messages',
    [fromClient(1, PACKAGE_1, endless), fromClient(2, [okHeader, report])],
    [
      ['Status SyncHdr 200', 'Status Alert 200', 'Status Replace 200', 'Alert 1222'],
      ['Status SyncHdr 200', 'Status Alert 200', 'Get', 'Final'],
    ],
  ],
  [
    'package 1 without Final but with 1222: never 1222 for 1222',
    [fromClient(1, [...PACKAGE_1, alert(1222, { cmdId: '3' })], endless)],
    [['Status SyncHdr 200', 'Status Alert 200', 'Status Replace 200', 'Status Alert 200', 'Get', 'Final']],
  ],
  [
    'two messages that add something, then none',
    [fromClient(1, PACKAGE_1, endless), fromClient(2, [report], endless), fromClient(3, [], endless)],
    [
      ['Status SyncHdr 200', 'Status Alert 200', 'Status Replace 200', 'Alert 1222'],
      ['Status SyncHdr 200', 'Status Alert 200', 'Alert 1222'],
      ['Status SyncHdr 200', 'Get', 'Final'],
    ],
  ],
];
for (const [id, messages, answers] of openEnds) {
  test(`without Final: ${id}`, () => {
    const hear = talk();
    assert.deepEqual(
      messages.map((message) => outline(hear(message, [get('./A')]).message)),
      answers,
    );
  });
}

const BASIC = cred('syncml:auth-basic', basicData('dev-0042', 'Sup3r-S3cret'));

test('DevInfo and reason of a refused try are kept when the retry is a header only; its alerts are not', () => {
  const hear = talk(accounts('basic', 'none').server);
  const first = hear(fromClient(1, [alert(1200), devInfo(), report]));
  assert.deepEqual(outline(first.message), [
    'Status SyncHdr 407',
    'Status Alert 407',
    'Status Replace 407',
    'Status Alert 407',
    'Final',
  ]);
  const second = hear(fromClient(2, [okHeader], { cred: BASIC }), [get('./A')]);
  assert.deepEqual(second.events, [
    { type: 'authenticated' },
    { type: 'opened', reason: 'server' },
    { type: 'devInfo', values: { Man: 'Acme' } },
  ]);
  assert.deepEqual(outline(second.message), ['Status SyncHdr 212', 'Get', 'Final']);
});

test('package 1 repeated under another scheme is challenged again by the account’s', () => {
  const hear = talk(accounts('md5', 'none').server);
  hear(fromClient(1, PACKAGE_1));
  const again = hear(fromClient(2, PACKAGE_1, { cred: BASIC }));
  assert.deepEqual(again.events, [{ type: 'refused', code: 401, final: false }]);
  const header = again.message.commands[0];
  assert.equal(header?.kind === 'Status' && header.chal?.meta.type, 'syncml:auth-md5');
});

test('a Cred repeated after 212, right, stale or wrong, is not looked at', () => {
  for (const data of [BASIC.data, 'AAAA', '!!']) {
    const hear = talk(accounts('basic', 'none').server);
    hear(fromClient(1, PACKAGE_1, { cred: BASIC }), [get('./A')]);
    const got = hear(
      fromClient(2, [okHeader, status({ cmdRef: '4', cmd: 'Get' })], {
        cred: cred('syncml:auth-basic', data),
      }),
      [get('./B')],
    );
    assert.deepEqual(short(got.events), ['status ./A 200']);
    assert.deepEqual(outline(got.message), ['Status SyncHdr 212', 'Get', 'Final']);
  }
});

test('a session with no Cred at all is cut after the allowed rounds', () => {
  const hear = talk(accounts('md5', 'none').server);
  const codes = [1, 2, 3].map((msgId) => hear(fromClient(msgId, PACKAGE_1)));
  assert.deepEqual(
    codes.map((got) => got.session.state),
    ['credentials', 'credentials', 'closed'],
  );
  const last = codes.at(-1)?.message.commands[0];
  assert.equal(last?.kind === 'Status' && last.chal, undefined);
});

for (const [messagesMax, state] of [
  [3, 'closed'],
  [4, 'statuses'],
] as const) {
  test(`message 3 of at most ${messagesMax}: ${state}`, () => {
    const hear = talk(accounts('none', 'none').server, { limits: { authRoundsMax: 3, messagesMax } });
    hear(fromClient(1, PACKAGE_1), [get('./A')]);
    hear(fromClient(2, [okHeader]), [get('./A')]);
    const got = hear(fromClient(3, [okHeader]), [get('./A')]);
    assert.equal(got.session.state, state);
  });
}

const versions: readonly [verProto: string, verDtd: string, code: number][] = [
  ['DM/1.1', '1.1', 200],
  ['DM/1.2', '1.2', 200],
  ['DM/1.3', '1.2', 200],
  ['DM/1.2', '1.1', 200],
  ['dm/1.2', '1.2', 200],
  ['DM/2.0', '1.2', 513],
  ['SyncML/1.2', '1.2', 513],
  ['', '1.2', 513],
  ['DM/1.2', '1.0', 505],
  ['DM/1.2', '', 505],
];
for (const [verProto, verDtd, code] of versions) {
  test(`versions "${verProto}" and "${verDtd}": ${code}`, () => {
    const got = talk()(fromClient(1, PACKAGE_1, { verProto, verDtd }), [get('./A')]);
    const header = got.message.commands[0];
    assert.equal(header?.kind === 'Status' && header.code, code);
    assert.equal(got.session.state, code === 200 ? 'statuses' : 'closed');
    assert.equal(got.message.header.verProto, verProto);
  });
}

const starts: readonly [id: string, message: Message, fresh: boolean][] = [
  ['1201 in message 1', fromClient(1, PACKAGE_1), true],
  ['1200 in message 1, number 01', fromClient(1, [alert(1200)], { msgId: '01' }), true],
  ['1201 in message 2', fromClient(2, PACKAGE_1), false],
  ['Q17 message 1 with DevInfo alone', fromClient(1, [devInfo()]), true],
  ['message 1 with a report only', fromClient(1, [report]), false],
  ['no MsgID', fromClient(1, PACKAGE_1, { msgId: '' }), false],
];
for (const [id, message, fresh] of starts) {
  test(`fresh start: ${id}: ${fresh}`, () => assert.equal(server.isFreshStart(message), fresh));
}

test('a closed session takes no message: our own mistake', () => {
  const hear = talk();
  hear(fromClient(1, PACKAGE_1));
  assert.throws(() => hear(fromClient(2, [okHeader])), /closed session/);
});
