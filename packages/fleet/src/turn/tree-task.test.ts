import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandOutcome, TreeCommand } from '@scomo/scomo';
import { decode, encode } from '@scomo/syncml';
import { interior, leaf, putNode } from '@scomo/tree';
import { type Fixture, fixture, inventoryTask, treeTask } from '../../test/fixture.ts';
import { callIn } from '../../test/real-device.ts';

const OPEN = { acl: 'Add=*&Delete=*&Exec=*&Get=*&Replace=*' };

/** A device without a SCOMO object, but with a vendor's branch. */
function stranger(made: Fixture): Fixture {
  const { device } = made;
  const { SCOMO: _, ...others } = Object.fromEntries(device.tree.children);
  const bare = { ...device.tree, children: new Map(Object.entries(others)) };
  device.tree = putNode(bare, './V', interior({ a: leaf('one'), b: leaf('two') }, OPEN));
  return made;
}

function outcomes({ store }: Fixture, id = 'tk_1'): readonly CommandOutcome[] {
  return store.tasks.get(id)?.outcomes ?? [];
}

const codes = (made: Fixture) => outcomes(made).map(({ path, status }) => [path.join('.'), status]);
const values = (outcome: CommandOutcome | undefined) =>
  (outcome?.results ?? []).map(({ uri, format, data }) => [uri, format, data]);

for (const encoding of ['xml', 'wbxml'] as const)
  test(`a device without a SCOMO object carries out any list of commands, over ${encoding}`, async () => {
    const commands: readonly TreeCommand[] = [
      { kind: 'get', uri: './V' },
      { kind: 'get', uri: './V?list=StructData' },
      { kind: 'get', uri: './V/a?prop=Format' },
      { kind: 'get', uri: './V?list=TNDS' },
      { kind: 'replace', uri: './V/a', data: 'ONE' },
      { kind: 'add', uri: './V/c', format: 'node' },
      { kind: 'add', uri: './V/c/d', format: 'bin', data: 'AP8=' },
      { kind: 'copy', source: './V/a', uri: './V/b' },
      { kind: 'get', uri: './V/b' },
      { kind: 'get', uri: './V/c/d' },
      {
        kind: 'atomic',
        commands: [
          { kind: 'replace', uri: './V/a', data: 'x' },
          { kind: 'delete', uri: './V/z' },
        ],
      },
      {
        kind: 'sequence',
        commands: [
          { kind: 'delete', uri: './V/c' },
          { kind: 'get', uri: './V' },
        ],
      },
      { kind: 'exec', uri: './V/a' },
    ];
    const made = stranger(fixture([treeTask('tk_1', commands)], 'md5', encoding));
    assert.equal(await callIn(made.device, made.wire), 'done');
    assert.deepEqual(codes(made), [
      ...['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].map((path) => [path, 200]),
      ...[
        ['10', 507],
        ['10.0', 216],
        ['10.1', 404],
      ],
      ...[
        ['11', 200],
        ['11.0', 200],
        ['11.1', 200],
      ],
      ['12', 405],
    ]);
    const all = outcomes(made);
    assert.deepEqual(values(all[0]), [['./V', 'node', 'a/b']]);
    assert.deepEqual(values(all[1]), [
      ['./V', 'node', undefined],
      ['./V/a', 'chr', 'one'],
      ['./V/b', 'chr', 'two'],
    ]);
    assert.deepEqual(values(all[2]), [['./V/a?prop=Format', 'chr', 'chr']]);
    assert.equal(all[3]?.results?.[0]?.type, 'application/vnd.syncml.dmtnds+xml');
    assert.match(all[3]?.results?.[0]?.data ?? '', /<NodeName>a<\/NodeName>[\s\S]*<Value>one<\/Value>/);
    assert.deepEqual(values(all[8]), [['./V/b', 'chr', 'ONE']]);
    assert.equal(all[9]?.results?.[0]?.data, 'AP8=');
    assert.deepEqual(values(all[15]), [['./V', 'node', 'a/b']], 'of the sequence');
    const { state, code, reason } = made.store.tasks.get('tk_1') ?? {};
    assert.deepEqual(
      [state, code, reason],
      ['failed', 404, 'command 11.2, delete ./V/z: Not found (404)'],
      'the first that failed of itself',
    );
  });

test('commands go in as many messages as they need, each once', async () => {
  const commands = Array.from({ length: 40 }, (_, index): TreeCommand => {
    return { kind: 'add', uri: `./V/n${index}`, data: 'x'.repeat(200) };
  });
  const made = stranger(fixture([treeTask('tk_1', commands)], 'md5', 'xml'));
  assert.equal(await callIn(made.device, { ...made.wire, maxMsgSize: 4_000 }), 'done');
  assert.equal(made.store.tasks.get('tk_1')?.state, 'verified');
  assert.ok(outcomes(made).every(({ status, tries }) => status === 200 && tries === 1));
});

test('a command that no message to the device can hold is 413 and never leaves', async () => {
  const commands: readonly TreeCommand[] = [
    { kind: 'add', uri: './V/big', data: 'x'.repeat(20_000) },
    { kind: 'get', uri: './V/a' },
  ];
  const made = stranger(fixture([treeTask('tk_1', commands)], 'md5', 'xml'));
  assert.equal(await callIn(made.device, { ...made.wire, maxMsgSize: 4_000 }), 'done');
  assert.deepEqual(codes(made), [
    ['0', 413],
    ['1', 200],
  ]);
  assert.ok(made.store.messages.every(({ bytes }) => bytes.length < 4_000 + 20_000));
});

test('what was sent is stored before it leaves, and a lost answer is never guessed', async () => {
  const commands: readonly TreeCommand[] = [
    { kind: 'add', uri: './V/c', data: 'x' },
    { kind: 'get', uri: './V/a' },
  ];
  const made = stranger(fixture([treeTask('tk_1', commands)], 'none', 'xml'));
  const cut = {
    ...made.wire,
    send: async (input: Parameters<typeof made.wire.send>[0]) => {
      await made.wire.send(input);
      return { status: 503 as const, reason: 'cut' };
    },
  };
  assert.equal(await callIn(made.device, cut), 'HTTP 503');
  assert.ok(outcomes(made).every(({ sentAt, status }) => sentAt !== undefined && status === undefined));
  assert.equal(await callIn(made.device, made.wire), 'done');
  const [add, get] = outcomes(made);
  assert.deepEqual([add?.unknown, add?.tries], ['session lost', 1]);
  assert.deepEqual([get?.status, get?.tries, get?.results?.[0]?.data], [200, 2, 'one']);
  assert.equal(made.store.tasks.get('tk_1')?.state, 'failed');
});

test('an inventory task beside it is read after it', async () => {
  const tasks = [inventoryTask('tk_1'), treeTask('tk_2', [{ kind: 'get', uri: './DevInfo/Man' }])];
  const made = fixture(tasks);
  assert.equal(await callIn(made.device, made.wire), 'done');
  assert.deepEqual(
    ['tk_1', 'tk_2'].map((id) => made.store.tasks.get(id)?.state),
    ['verified', 'verified'],
  );
});

test('an End User may take an hour: the session is still there', async () => {
  const question: TreeCommand = { kind: 'alert', code: 1102, text: 'Name?', options: { MAXDT: 3600 } };
  const commands = [{ kind: 'sequence', commands: [question, { kind: 'get', uri: './V/a' }] } as const];
  const made = stranger(fixture([treeTask('tk_1', commands)], 'md5', 'wbxml'));
  made.device.ask = ({ text, options }) => {
    assert.deepEqual([text, options], ['Name?', { MAXDT: 3600 }]);
    made.ports.time += 3_600_000;
    return { code: 200, values: ['Zoë'] };
  };
  assert.equal(await callIn(made.device, made.wire), 'done');
  const { state, outcomes: told = [] } = made.store.tasks.get('tk_1') ?? {};
  assert.deepEqual([state, told[1]?.answers, told[1]?.tries], ['verified', ['Zoë'], 1]);
  assert.equal(made.store.records.size, 1, 'one session');
});

test('a device whose roll-back fails says so (516)', async () => {
  const commands: readonly TreeCommand[] = [
    {
      kind: 'atomic',
      commands: [
        { kind: 'replace', uri: './V/a', data: 'x' },
        { kind: 'delete', uri: './V/z' },
      ],
    },
  ];
  const made = stranger(fixture([treeTask('tk_1', commands)], 'none', 'xml'));
  const broken: typeof made.wire = {
    ...made.wire,
    send(input) {
      const message = decode(input.bytes, 'xml');
      const changed = message.commands.map((command) =>
        command.kind === 'Status' && command.code === 216 ? { ...command, code: 516 } : command,
      );
      return made.wire.send({ ...input, bytes: encode({ ...message, commands: changed }, 'xml') });
    },
  };
  assert.equal(await callIn(made.device, broken), 'done');
  assert.deepEqual(codes(made), [
    ['0', 507],
    ['0.0', 516],
    ['0.1', 404],
  ]);
  assert.equal(
    made.store.tasks.get('tk_1')?.reason,
    'command 1.2, delete ./V/z: Not found (404); the roll-back failed (516)',
  );
});
