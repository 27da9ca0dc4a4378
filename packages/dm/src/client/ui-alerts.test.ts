import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert, Command, Status } from '@scomo/syncml';
import { getNode, interior, leaf, putNode, type Tree, type UserAnswer } from '@scomo/tree';
import { accounts, clientEnv, opening, run, testTree } from '../../test/pair.ts';
import { golden } from '../../test/vectors.ts';
import { client } from '../index.ts';

const yes: UserAnswer = { code: 200, values: [] };
const no: UserAnswer = { code: 304, values: [] };
const cancelled: UserAnswer = { code: 214, values: [] };
const silence: UserAnswer = { code: 408, values: [] };
const chosen = (...values: string[]): UserAnswer => ({ code: 200, values });

const ask = (code = 1101, ...texts: string[]): Alert => ({
  kind: 'Alert',
  cmdId: '',
  code,
  items: [{}, { data: '?' }, ...texts.map((data) => ({ data }))],
});
const set = (leaf: string, data = 'new'): Command => ({
  kind: 'Replace',
  cmdId: '',
  items: [{ target: { locUri: `./A/${leaf}` }, data }],
});
const get: Command = { kind: 'Get', cmdId: '', items: [{ target: { locUri: './A/x' } }] };
const bad = set('none');
const sequence = (...commands: Command[]): Command => ({ kind: 'Sequence', cmdId: '', commands });
const atomic = (...commands: Command[]): Command => ({ kind: 'Atomic', cmdId: '', commands });

interface Outcome {
  /** `Cmd code` of every Status but the header's, in order. */
  readonly said: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  readonly tree: Tree;
  readonly asked: readonly client.UserAlert[];
}

/** A real server sends the commands, a real device answers as the End User does. */
function talk(commands: readonly Command[], answers: readonly UserAnswer[] | undefined): Outcome {
  const queue = [...(answers ?? [])];
  const asked: client.UserAlert[] = [];
  const take = (question: client.UserAlert): UserAnswer => {
    asked.push(question);
    const answer = queue.shift();
    if (answer === undefined) throw new Error('a question too many');
    return answer;
  };
  const batch = commands.map((command, index) => ({ tag: `t${index}`, command }));
  const { events, fromClient, tree } = run({
    encoding: 'wbxml',
    ...accounts('none', 'none'),
    batches: [batch],
    ...(answers === undefined ? {} : { clientEnv: { ask: take } }),
  });
  const statuses = fromClient
    .flatMap((message) => message.commands)
    .filter((command): command is Status => command.kind === 'Status' && command.cmd !== 'SyncHdr');
  assert.equal(queue.length, 0, 'every answer was asked for');
  assert.equal(
    events.filter((event) => event.type === 'status').length,
    statuses.length,
    'the server understands all of it',
  );
  return {
    said: statuses.map(({ cmd, code }) => `${cmd} ${code}`),
    values: statuses.map(({ items }) => items.map(({ data }) => data)).filter((items) => items.length > 0),
    tree,
    asked,
  };
}

type Row = readonly [
  id: string,
  commands: readonly Command[],
  answers: readonly UserAnswer[] | undefined,
  said: readonly string[],
];

/** spec/omadm.md §1.13, the table of outcomes: alone, in a Sequence, in an Atomic. */
const ROWS: readonly Row[] = [
  ['yes', [ask(), get], [yes], ['Alert 200', 'Get 200']],
  ['no, alone: nothing else is touched', [ask(), get], [no], ['Alert 304', 'Get 200']],
  [
    'cancelled: the message stops',
    [get, ask(), get, set('x')],
    [cancelled],
    ['Get 200', 'Alert 214', 'Get 215', 'Replace 215'],
  ],
  ['no answer in time: like cancelled', [ask(), get], [silence], ['Alert 408', 'Get 215']],
  ['nobody to ask', [ask(), get], undefined, ['Alert 406', 'Get 200']],
  ['cannot be displayed', [ask(1100), get], [{ code: 416, values: [] }], ['Alert 416', 'Get 200']],
  ['yes in a Sequence', [sequence(ask(), set('x'))], [yes], ['Sequence 200', 'Alert 200', 'Replace 200']],
  [
    'no in a Sequence: its rest is not executed, what follows is',
    [sequence(set('x'), ask(), set('y'), get), get],
    [no],
    ['Sequence 200', 'Replace 200', 'Alert 304', 'Replace 215', 'Get 215', 'Get 200'],
  ],
  [
    'cancelled in a Sequence: everything stops',
    [sequence(ask(), set('y')), get, atomic(set('x'))],
    [cancelled],
    ['Sequence 200', 'Alert 214', 'Replace 215', 'Get 215', 'Atomic 215', 'Replace 215'],
  ],
  [
    'no answer in a Sequence',
    [sequence(ask(), set('y')), get],
    [silence],
    ['Sequence 200', 'Alert 408', 'Replace 215', 'Get 215'],
  ],
  [
    'nobody to ask in a Sequence',
    [sequence(ask(), set('y'))],
    undefined,
    ['Sequence 200', 'Alert 406', 'Replace 215'],
  ],
  [
    'two questions in a Sequence',
    [sequence(ask(), ask(), set('x'))],
    [yes, no],
    ['Sequence 200', 'Alert 200', 'Alert 304', 'Replace 215'],
  ],
  [
    'yes in an Atomic',
    [atomic(set('x'), ask(), set('y'))],
    [yes],
    ['Atomic 200', 'Replace 200', 'Alert 200', 'Replace 200'],
  ],
  [
    'no in an Atomic: undone',
    [atomic(set('x'), ask(), set('y')), get],
    [no],
    ['Atomic 507', 'Replace 216', 'Alert 304', 'Replace 215', 'Get 200'],
  ],
  [
    'cancelled in an Atomic: undone, and everything stops',
    [atomic(set('x'), ask(), set('y')), get],
    [cancelled],
    ['Atomic 507', 'Replace 216', 'Alert 214', 'Replace 215', 'Get 215'],
  ],
  [
    'nobody to ask in an Atomic',
    [atomic(set('x'), ask())],
    undefined,
    ['Atomic 507', 'Replace 216', 'Alert 406'],
  ],
  [
    'a failure after the yes: all undone',
    [atomic(ask(), set('x'), bad, set('y'))],
    [yes],
    ['Atomic 507', 'Alert 216', 'Replace 216', 'Replace 404', 'Replace 215'],
  ],
  [
    'no in an Atomic in a Sequence',
    [sequence(atomic(ask()), get)],
    [no],
    ['Sequence 200', 'Atomic 507', 'Alert 304', 'Get 215'],
  ],
  ['a wrong number of Items', [{ ...ask(), items: [{ data: '?' }] }, get], [], ['Alert 412', 'Get 200']],
  ['an alert that is no question', [ask(1200), ask(1105), get], [], ['Alert 406', 'Alert 406', 'Get 200']],
];

for (const [id, commands, answers, said] of ROWS)
  test(`${id}`, () => {
    const outcome = talk(commands, answers);
    assert.deepEqual(outcome.said, said);
    const undone = said.includes('Replace 216');
    const done = said.some((each) => each === 'Replace 200');
    const value = getNode(outcome.tree, './A/x');
    assert.equal(value?.format === 'chr' && value.value, done && !undone ? 'new' : 'one');
  });

test('what was typed and chosen travels in the Items of the Status, in the order given', () => {
  const { values, asked } = talk(
    [ask(1102), ask(1103, 'Paris', 'Oslo'), ask(1104, 'Mail', 'Maps', 'Chat')],
    [chosen('4711'), chosen('2'), chosen('3', '1')],
  );
  assert.deepEqual(values, [['4711'], ['2'], ['3', '1']]);
  assert.deepEqual(asked[2]?.choices, ['Mail', 'Maps', 'Chat']);
});

/** The spec's own story: a server's question in a Sequence, three more, and an Atomic that fails. */
test('golden message 08 is answered as golden message 09 says', () => {
  const answers = [no, chosen('2'), chosen('3', '1'), chosen('4711')];
  const open = { acl: 'Add=*&Delete=*&Get=*&Replace=*' };
  const vendor = interior({ Acme: interior({ A: leaf('0', { format: 'int' }) }) }, open);
  const { device } = accounts('none', 'none');
  const fixed = leaf('Acme', { permanent: true, access: ['Get'] });
  const tree = putNode(putNode(testTree(), './Vendor', vendor), './DevInfo/Man', fixed);
  const env = clientEnv();
  const { session } = client.openSession(opening(device, 'xml', { sessionId: '1A2B' }), tree, env);
  const message = golden('08-pkg2-hmac-ui-sequence-atomic');
  const given: UserAnswer[] = [];
  for (;;) {
    const got = client.receiveAsking(session, device, message, tree, env, given);
    if (got.kind === 'question') {
      const answer = answers[given.length];
      assert.ok(answer);
      given.push(answer);
      continue;
    }
    const said = (got.turn.reply?.commands ?? []).filter((command) => command.kind === 'Status');
    const wanted = golden('09-pkg3-ui-replies-atomic-failed').commands.filter(
      (each) => each.kind === 'Status',
    );
    const short = ({ cmd, cmdRef, code, items }: Status) => [
      cmd,
      cmdRef,
      code,
      items.map(({ data }) => data),
    ];
    assert.deepEqual(said.slice(1).map(short), wanted.slice(1).map(short));
    return;
  }
});
