import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getNode, type TreeCommand } from '@scomo/tree';
import fc from 'fast-check';
import {
  at,
  component,
  del,
  empty,
  exec,
  get,
  leaf,
  member,
  node,
  pkg,
  ROOT,
  replace,
  run,
  withSet,
} from '../../test/device.ts';
import { downloadAcls } from './download-acls.ts';
import { projectDeployed } from './project-deployed.ts';
import { recover } from './status.ts';

const NAMES = ['x', 's', 's-0', '__proto__', 'a%25', '%3F'];
const paths = [
  'Download',
  'Inventory/Deployed',
  'Ext/Scomo/Sets',
  'Ext',
  'Ext/Scomo',
  '',
  ...NAMES.flatMap((name) => [`Download/${name}`, `Ext/Scomo/Sets/${name}`, `Inventory/Deployed/${name}`]),
];
const below = [
  '',
  '/PkgID',
  '/PkgURL',
  '/Status',
  '/Operations',
  '/Operations/Download',
  '/Operations/DownloadInstallInactive',
  '/Operations/Activate',
  '/Operations/Remove',
  '/Ext',
  '/Ext/Scomo',
  '/Ext/Scomo/Set',
  '/Members',
  '/Consent',
  '/Y',
];
const path = fc.tuple(fc.constantFrom(...paths), fc.constantFrom(...below)).map((both) => both.join(''));
const value = fc.constantFrom(
  '',
  'x',
  's',
  'a%zz',
  '..',
  '20',
  pkg('a'),
  'https://a/b',
  '[]',
  JSON.stringify([member('com.a', pkg('a'))]),
  '{"mode":"tell","deferralsMax":0}',
);
const command: fc.Arbitrary<TreeCommand> = fc.oneof(
  path.map(node),
  fc.tuple(path, value).map(([uri, text]) => leaf(uri, text)),
  fc.tuple(path, value).map(([uri, text]) => replace(uri, text)),
  fc.tuple(path, value).map(([uri, text]) => replace(`${uri}?prop=Name`, text)),
  path.map(del),
  path.map(get),
  path.map((uri) => exec(uri, 'c')),
);

test('whatever a server sends, Status leaves hold what the device wrote and orders are whole', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      let tree = withSet(empty(), 's', [member('com.a', pkg('a'))]);
      tree = projectDeployed(tree, ROOT, [
        component('x'),
        component('com.a', { pkgId: pkg('a'), active: false }),
      ]);
      for (const one of commands) {
        const outcome = run(tree, one);
        tree = outcome.tree;
        for (const order of outcome.effects) {
          assert.ok(getNode(tree, order.node));
          assert.ok(order.uri.startsWith(`${order.node}/Operations/`));
          assert.equal(
            [order.download, order.delivered, order.component].filter(Boolean).length,
            order.operation === 'ActivateSet' ? 0 : 1,
          );
          assert.deepEqual(JSON.parse(JSON.stringify(order)), order);
        }
      }
      assert.equal(recover(tree, ROOT, []), tree);
      downloadAcls(tree, ROOT);
      const found = run(tree, get('?list=StructData')).results[0]?.items ?? [];
      assert.ok(found.length > 10);
      for (const item of found) {
        if (!/\/(?:Download|Sets)\/[^/]+\/Status$/.test(item.source?.locUri ?? '')) continue;
        assert.equal(item.data, '10');
      }
      assert.ok(getNode(tree, at('Inventory/Deployed/x/ID')));
    }),
    { numRuns: 300 },
  );
});
