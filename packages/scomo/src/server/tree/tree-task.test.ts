import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEvent } from '@scomo/dm';
import { NOW, newTask } from '../../../test/drive.ts';
import { SERVER_LIMITS } from '../../limits.ts';
import { applyEvents } from '../apply-events.ts';
import { type Knowledge, NOTHING_KNOWN } from '../knowledge.ts';
import { nextCommands } from '../reconcile.ts';
import type { TaskFacts } from '../task.ts';
import { blankOutcomes, type CommandOutcome, type TreeCommand } from './tree-command.ts';

const ENV = { now: NOW, packageUrl: () => 'http://h/p' };

interface Line {
  task: TaskFacts;
  known: Knowledge;
  /** Kinds of the commands of each message. */
  sent: string[];
}

function order(...commands: readonly TreeCommand[]): Line {
  const task = { ...newTask('t1', { kind: 'tree', commands }), outcomes: blankOutcomes(commands) };
  return { task, known: NOTHING_KNOWN, sent: [] };
}

/** One turn: what the device said, then what it is told. */
function turn(line: Line, ...events: readonly ServerEvent[]): Line {
  const folded = applyEvents(line.known, [line.task], events, NOW);
  const next = nextCommands(folded.known, folded.tasks, ENV);
  const after = next.sent(next.commands.length);
  const [task = line.task] = after.tasks;
  const back = JSON.parse(JSON.stringify(task)) as TaskFacts;
  return {
    task: back,
    known: after.known,
    sent: [...line.sent, ...next.commands.map(({ command }) => command.kind)],
  };
}

const lost = (line: Line): Line => ({ ...line, known: NOTHING_KNOWN });

function status(
  index: number,
  code: number,
  path: readonly number[] = [],
  texts: readonly string[] = [],
): ServerEvent {
  return { type: 'status', tag: `tree|t1|${index}`, path, code, items: texts.map((data) => ({ data })) };
}

function results(index: number, data: string, uri = './A'): ServerEvent {
  return { type: 'results', tag: `tree|t1|${index}`, path: [], items: [{ source: { locUri: uri }, data }] };
}

function report(correlator: string | undefined, data: string, uri = './X'): ServerEvent {
  const item = { source: { locUri: uri }, meta: { type: 'x:y', format: 'chr', mark: 'critical' }, data };
  return { type: 'alert', code: 1226, ...(correlator === undefined ? {} : { correlator }), items: [item] };
}

const GET: TreeCommand = { kind: 'get', uri: './A' };
const SET: TreeCommand = { kind: 'replace', uri: './A', data: '1' };
const EXEC: TreeCommand = { kind: 'exec', uri: './X', correlator: 'c1' };
const end = ({ task }: Line) => [task.state, task.code, task.reason];
const outcome = ({ task }: Line, index = 0): CommandOutcome | undefined => task.outcomes?.[index];

interface Row {
  readonly id: string;
  readonly commands: readonly TreeCommand[];
  readonly events: readonly ServerEvent[];
  readonly end: readonly unknown[];
}

const ATOMIC: TreeCommand = { kind: 'atomic', commands: [SET, { kind: 'delete', uri: './B' }, SET] };
const ASKED: TreeCommand = { kind: 'sequence', commands: [{ kind: 'alert', code: 1101, text: '?' }, SET] };
const ANSWERED = ['verified', undefined, 'every command was answered'];

const ROWS: readonly Row[] = [
  { id: 'a value', commands: [GET], events: [status(0, 200), results(0, 'x')], end: ANSWERED },
  { id: 'a value without a status', commands: [GET], events: [results(0, 'x')], end: ANSWERED },
  {
    id: 'the first of two failures',
    commands: [GET, SET, SET],
    events: [status(0, 404), status(1, 425), status(2, 200)],
    end: ['failed', 404, 'command 1, get ./A: Not found (404)'],
  },
  {
    id: 'an atomic that was rolled back: its child is to blame',
    commands: [ATOMIC],
    events: [status(0, 507), status(0, 216, [0]), status(0, 405, [1]), status(0, 215, [2])],
    end: ['failed', 405, 'command 1.2, delete ./B: Command not allowed (405)'],
  },
  {
    id: 'an atomic whose roll-back failed',
    commands: [ATOMIC],
    events: [status(0, 507), status(0, 516, [0]), status(0, 405, [1]), status(0, 215, [2])],
    end: ['failed', 405, 'command 1.2, delete ./B: Command not allowed (405); the roll-back failed (516)'],
  },
  {
    id: 'an atomic that the device does not know, its children without a word',
    commands: [ATOMIC],
    events: [status(0, 406)],
    end: ['failed', 406, 'command 1, atomic: Optional feature not supported (406)'],
  },
  {
    id: 'an atomic without a status of its own (peers A6)',
    commands: [ATOMIC],
    events: [status(0, 200, [0]), status(0, 200, [1]), status(0, 200, [2])],
    end: ANSWERED,
  },
  {
    id: 'a No in a sequence',
    commands: [ASKED],
    events: [status(0, 200), status(0, 304, [0]), status(0, 215, [1])],
    end: ['declined', 304, 'command 1.1, alert: the End User said no (304)'],
  },
  {
    id: 'a cancelled question',
    commands: [ASKED, GET],
    events: [status(0, 200), status(0, 214, [0]), status(0, 215, [1]), status(1, 215)],
    end: ['declined', 214, 'command 1.1, alert: the End User cancelled (214)'],
  },
  {
    id: 'no answer in time',
    commands: [ASKED],
    events: [status(0, 200), status(0, 408, [0]), status(0, 215, [1])],
    end: ['failed', 408, 'command 1.1, alert: Request timeout (408)'],
  },
  {
    id: 'no status at all',
    commands: [SET],
    events: [],
    end: ['failed', undefined, 'command 1, replace ./A: no status: nobody knows whether it was done'],
  },
  {
    id: 'an exec done at once',
    commands: [EXEC],
    events: [status(0, 200)],
    end: ANSWERED,
  },
  {
    id: 'an exec whose alert comes before its status (peers A7)',
    commands: [EXEC],
    events: [report('c1', 'done'), status(0, 202)],
    end: ANSWERED,
  },
];

for (const { id, commands, events, end: expected } of ROWS)
  test(`ends as it should: ${id}`, () => {
    const done = turn(turn(order(...commands)), ...events);
    assert.deepEqual(end(done), expected);
    assert.equal(done.sent.length, commands.length, 'everything goes once');
  });

test('what the End User answered is kept, in order', () => {
  const asked = order({ kind: 'alert', code: 1104, text: '?', choices: ['a', 'b', 'c'] });
  const done = turn(turn(asked), status(0, 200, [], ['3', '1']));
  assert.deepEqual(outcome(done)?.answers, ['3', '1']);
  assert.equal(done.task.state, 'verified');
});

test('an exec that is accepted waits for its alert, over sessions', () => {
  const accepted = turn(turn(order(EXEC)), status(0, 202));
  assert.deepEqual(end(accepted), ['waiting', undefined, 'report: the device works on ./X']);
  const idle = turn(lost(accepted));
  assert.deepEqual(end(idle), end(accepted));
  const stranger = turn(lost(idle), report('c2', 'not mine'));
  assert.equal(stranger.task.state, 'waiting');
  const done = turn(lost(stranger), report('c1', 'ok'));
  assert.deepEqual(end(done), ANSWERED);
  assert.deepEqual(outcome(done)?.reports, [
    { uri: './X', format: 'chr', type: 'x:y', data: 'ok', at: NOW, mark: 'critical' },
  ]);
  assert.deepEqual(done.sent, ['Exec'], 'it went once');
});

test('an alert without a correlator is known by the node of the exec that waits', () => {
  const accepted = turn(turn(order(EXEC)), status(0, 202));
  assert.equal(turn(accepted, report(undefined, 'ok', './Y')).task.state, 'waiting');
  assert.equal(turn(accepted, report(undefined, 'ok', 'X')).task.state, 'verified');
});

test('a failure in the report of a SCOMO operation fails the task', () => {
  const accepted = turn(turn(order(EXEC)), status(0, 202));
  const type = 'urn:oma:at:scomo:1.0:OperationComplete';
  const item = { meta: { type, format: 'xml' }, data: '<ResultCode>1405</ResultCode>' };
  const done = turn(accepted, { type: 'alert', code: 1226, correlator: 'c1', items: [item] });
  assert.deepEqual([done.task.state, done.task.code], ['failed', 1405]);
});

for (const command of [SET, EXEC, ATOMIC, ASKED])
  test(`a lost session never sends ${command.kind} twice`, () => {
    const again = turn(lost(turn(order(command))));
    assert.equal(again.sent.length, 1);
    assert.equal(again.task.state, 'failed');
    assert.ok(again.task.outcomes?.every(({ unknown }) => unknown === 'session lost'));
  });

test('a get of a lost session is asked again, whole', () => {
  const half = turn(turn(order(GET)), status(0, 101), results(0, 'half'));
  assert.equal(half.task.state, 'verified', 'an answer of this session counts');
  const cut = applyEvents(turn(order(GET)).known, [turn(order(GET)).task], [results(0, 'half')], NOW);
  const [task] = cut.tasks;
  assert.ok(task);
  const again = turn({ task, known: NOTHING_KNOWN, sent: ['Get'] });
  assert.deepEqual(again.sent, ['Get', 'Get']);
  assert.equal(outcome(again)?.results, undefined);
  const done = turn(again, status(0, 200), results(0, 'whole'));
  assert.deepEqual(outcome(done)?.results, [
    { uri: './A', format: 'chr', type: 'text/plain', data: 'whole' },
  ]);
});

test('a get that is never answered ends after so many tries', () => {
  let line = turn(order(GET));
  for (let count = 0; line.task.nextCheckAt !== null && count < 20; count += 1) line = turn(lost(line));
  assert.equal(line.sent.length, SERVER_LIMITS.treeReadTriesMax);
  assert.equal(outcome(line)?.unknown, 'session lost');
});

test('only what has left counts as sent', () => {
  const line = order(SET, SET);
  const next = nextCommands(line.known, [line.task], ENV);
  const { tasks } = next.sent(1);
  assert.deepEqual(
    tasks[0]?.outcomes?.map(({ sentAt }) => sentAt),
    [NOW, undefined],
  );
});

test('results are kept up to a bound, and what was cut says so', () => {
  const { treeResultCharsMax } = SERVER_LIMITS;
  const frame = 64 + './A'.length + 'chr'.length + 'text/plain'.length;
  const fits = turn(turn(order(GET)), status(0, 200), results(0, 'x'.repeat(treeResultCharsMax - frame)));
  assert.equal(outcome(fits)?.results?.[0]?.cut, undefined);
  const over = turn(
    turn(order(GET)),
    status(0, 200),
    results(0, 'x'.repeat(treeResultCharsMax - frame + 1)),
    results(0, 'more'),
  );
  const [cut] = outcome(over)?.results ?? [];
  assert.deepEqual([cut?.cut, cut?.data?.length], [true, treeResultCharsMax - frame]);
  assert.equal(outcome(over)?.resultsLeftOut, 1);
  assert.equal(over.task.state, 'verified');
});

test('octets are kept as base64', () => {
  const octets: ServerEvent = {
    type: 'results',
    tag: 'tree|t1|0',
    path: [],
    items: [{ source: { locUri: './A' }, meta: { format: 'bin' }, data: Uint8Array.of(0, 255) }],
  };
  const done = turn(turn(order(GET)), status(0, 200), octets);
  assert.deepEqual(outcome(done)?.results, [
    { uri: './A', format: 'bin', type: 'text/plain', data: 'AP8=', base64: true },
  ]);
});

test('a command that changes the tree makes what was read of it worthless, and goes alone', () => {
  const commands = [SET];
  const tree = { ...newTask('t1', { kind: 'tree', commands }), outcomes: blankOutcomes(commands) };
  const inventory = { deployed: [], delivered: [], downloads: [], sets: true, setUris: [] };
  const known = {
    ...NOTHING_KNOWN,
    roots: ['./SCOMO'],
    inventory,
    facts: { './A': { kind: 'leaf', value: '0' } },
  } as const;
  const next = nextCommands(known, [newTask('t2', { kind: 'inventory' }), tree], ENV);
  assert.deepEqual(
    next.commands.map(({ tag }) => tag),
    ['tree|t1|0'],
  );
  const { known: after, tasks } = next.sent(1);
  assert.deepEqual([after.inventory, after.facts, after.roots], [undefined, {}, ['./SCOMO']]);
  assert.equal(
    nextCommands(after, tasks, ENV).commands[0]?.command.kind,
    'Get',
    'then the inventory is read',
  );
});

test('a secret is kept only until it has left, and never when it comes back', () => {
  const uri = './DMAcc/x/AppAuth/1/AAuthSecret';
  const set: TreeCommand = { kind: 'replace', uri, data: 'hunter2' };
  const line = order({ kind: 'atomic', commands: [set] }, { kind: 'get', uri });
  const next = nextCommands(line.known, [line.task], ENV);
  assert.match(JSON.stringify(next.commands), /hunter2/);
  assert.match(JSON.stringify(next.sent(0).tasks), /hunter2/, 'not yet');
  assert.doesNotMatch(JSON.stringify(next.sent(1).tasks), /hunter2/);
  const done = turn(
    turn(line),
    status(0, 200),
    status(0, 200, [0]),
    status(1, 200),
    results(1, 'hunter2', uri),
  );
  assert.doesNotMatch(JSON.stringify(done.task), /hunter2/);
});

test('the texts of a Status are kept up to a bound', () => {
  const { treeAnswersMax: many, treeAnswerCharsMax: long } = SERVER_LIMITS;
  const texts = Array.from({ length: many + 1 }, () => 'x'.repeat(long + 1));
  const done = turn(turn(order({ kind: 'alert', code: 1104, text: '?' })), status(0, 200, [], texts));
  const kept = outcome(done)?.answers ?? [];
  assert.deepEqual([kept.length, kept[0]?.length], [many, long]);
  const exact = turn(
    turn(order(SET)),
    status(
      0,
      200,
      [],
      texts.slice(1).map((text) => text.slice(1)),
    ),
  );
  assert.deepEqual(
    outcome(exact)?.answers?.map((text) => text.length),
    Array(many).fill(long),
  );
});
