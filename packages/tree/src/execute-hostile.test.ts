import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Data, Item, Meta } from '@scomo/syncml';
import fc from 'fast-check';
import { parseAcl } from './acl.ts';
import { emptyTree } from './build.ts';
import { execute, type TreeCommand } from './execute.ts';
import type { Tree, TreeNode } from './node.ts';
import { isNodeName } from './uri.ts';

const nasty = fc.constantFrom(
  '.',
  './a',
  './a/b',
  './a?prop=ACL',
  './a?prop=Name',
  './a/b?prop=Title',
  '.?prop=ACL',
  './a?list=StructData',
  './__proto__',
  './a%2Fb',
  './%00',
  './a/../b',
  '',
  '?',
  './a?prop=',
  'a/b/c',
  '.?list=TNDS',
  './constructor/x',
);
const locUri = fc.oneof({ weight: 5, arbitrary: nasty }, fc.string());
const data: fc.Arbitrary<Data> = fc.oneof(
  fc.constantFrom('', 'v', '1', 'true', 'Get=*', 'Add=A&Get=A&Replace=A', 'b', '__proto__', 'a/b'),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 8 }),
  fc.constant({ elements: [] }),
);
const text = (value: string) => value.replaceAll('&', '&amp;');
const seldom = (bad: string, ...good: string[]) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(bad) }, { weight: 20, arbitrary: fc.constantFrom(...good) });
const tndsNode: fc.Arbitrary<string> = fc.letrec((tie) => ({
  node: fc
    .record({
      name: seldom('%00', 'a', 'b', 'c', 'd', 'e', '__proto__', '', 'a%2Fb'),
      path: seldom('<Path>../a</Path>', '', '', '', '', '', '', '<Path>a/b</Path>'),
      acl: seldom('Get', '', '', 'Add=*&Get=*&Replace=*'),
      format: seldom('<evil/>', '', '', '', '', '<node/>', '<chr/>', '<bin/>'),
      type: fc.constantFrom('', '<MIME>a/b</MIME>', '<DDFName/>', '<DDFName>urn:x</DDFName>'),
      inner: fc.oneof(
        fc.constantFrom('', '<Value/>', '<Value>1</Value>', '<Value>AQI=</Value>'),
        fc.array(tie('node') as fc.Arbitrary<string>, { maxLength: 3 }).map((all) => all.join('')),
      ),
    })
    .map(({ name, path, acl, format, type, inner }) => {
      const properties = `<ACL>${text(acl)}</ACL><Format>${format}</Format><Type>${type}</Type>`;
      return `<Node><NodeName>${name}</NodeName>${path}<RTProperties>${properties}</RTProperties>${inner}</Node>`;
    }),
})).node as fc.Arbitrary<string>;
const tnds = fc
  .array(tndsNode, { minLength: 1, maxLength: 2 })
  .map((nodes) => `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${nodes.join('')}</MgmtTree>`);
const document = fc.record({
  kind: fc.constantFrom('Add', 'Replace'),
  cmdId: fc.constant('4'),
  items: tnds.chain((data) =>
    fc
      .constantFrom('.', './a', './a/b', './c')
      .map((uri) => [{ target: { locUri: uri }, meta: { type: 'application/vnd.syncml.dmtnds+xml' }, data }]),
  ),
}) as fc.Arbitrary<Command>;
const meta: fc.Arbitrary<Meta> = fc.record(
  {
    format: fc.constantFrom('node', 'chr', 'int', 'bin', 'b64', 'null', 'Bool', 'x', '__proto__'),
    type: fc.string(),
  },
  { requiredKeys: [] },
);
const item: fc.Arbitrary<Item> = fc.record(
  {
    target: fc.record({ locUri }),
    source: fc.record({ locUri }),
    data,
    meta,
    moreData: fc.constant(true as const),
  },
  { requiredKeys: ['target', 'data'] },
);
const single = fc.record({
  kind: fc.constantFrom('Add', 'Add', 'Replace', 'Delete', 'Get', 'Exec', 'Copy'),
  cmdId: fc.constant('1'),
  items: fc.array(fc.oneof({ weight: 9, arbitrary: item }, fc.constant({})), { maxLength: 3 }),
}) as fc.Arbitrary<Command>;
const plain = fc.oneof({ weight: 2, arbitrary: single }, document);
const command = fc.oneof(
  plain,
  fc.record({
    kind: fc.constantFrom('Atomic', 'Sequence'),
    cmdId: fc.constant('2'),
    commands: fc.array(
      fc.oneof(plain, fc.constant<Command>({ kind: 'Unsupported', name: 'Map', cmdId: '3' })),
      { maxLength: 3 },
    ),
  }),
) as fc.Arbitrary<TreeCommand>;

function check(node: TreeNode): void {
  assert.ok(parseAcl(node.acl));
  if (node.format !== 'node') return;
  for (const [name, child] of node.children) {
    assert.ok(isNodeName(name));
    check(child);
  }
}

test('whatever a server sends, the tree stays whole and nothing is thrown', () => {
  let done = 0;
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
      let tree: Tree = { ...emptyTree(), acl: 'Add=*&Delete=*&Get=*&Replace=*' };
      for (const one of commands) {
        const outcome = execute(tree, one, { serverId: 'A', objects: [], now: '2026-01-01T00:00:00Z' });
        assert.ok(outcome.statuses.length > 0);
        if (one.cmdId === '4' && (outcome.statuses[0]?.code ?? 0) >= 400) assert.equal(outcome.tree, tree);
        done += one.cmdId === '4' && outcome.statuses[0]?.code === 200 ? 1 : 0;
        tree = outcome.tree;
        check(tree);
        assert.ok(parseAcl(tree.acl)?.has('Add') && parseAcl(tree.acl)?.has('Get'));
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(done > 10, `documents carried out: ${done}`);
});
