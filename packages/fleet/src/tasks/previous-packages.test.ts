import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device, InventoryRow, Package } from '../model.ts';
import type { UseCaseEnv } from '../use-case-env.ts';
import { previousPackages } from './previous-packages.ts';

const DIGEST = 'a'.repeat(64);

const device: Device = {
  deviceId: 'IMEI:1',
  deviceType: 'gateway',
  labels: {},
  wakeUp: [],
  info: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  inventoryAt: '2026-01-01T00:00:00.000Z',
};

const row = (id: string, version: string, state = 20, pkgIdRef = ''): InventoryRow =>
  ({ id, version, state, pkgIdRef }) as InventoryRow;

const pkg = (component: string, version: string, more: Partial<Package> = {}): Package =>
  ({
    id: `pk_${component}_${version}`,
    component,
    version,
    digest: DIGEST,
    bytes: 10,
    published: true,
    manifest: {
      expires: '2030-01-01T00:00:00Z',
      compat: [],
      requires: [],
      conflicts: [],
      characteristics: {},
    },
    ...more,
  }) as Package;

/** The part of a store that is looked into. */
function envWith(rows: readonly InventoryRow[], packages: readonly Package[]): UseCaseEnv {
  const store = {
    inventory: async () => rows,
    packageByDigest: async (digest: string) => packages.find((each) => each.digest === digest),
    packages: async ({ component }: { component: string }) => ({
      items: packages.filter((each) => each.component === component),
    }),
  };
  return { store, ports: { now: () => '2026-01-01T00:00:00.000Z' } } as unknown as UseCaseEnv;
}

const rows: readonly [string, readonly InventoryRow[], readonly Package[], readonly string[]][] = [
  ['by PkgIDRef', [row('a', '1', 20, `sha256:${DIGEST}`)], [pkg('a', '1')], ['pk_a_1']],
  [
    'by version where the device knows no package',
    [row('a', '1')],
    [pkg('a', '2'), pkg('a', '1')],
    ['pk_a_1'],
  ],
  ['by version for a PkgID of another maker', [row('a', '1', 20, '-1')], [pkg('a', '1')], ['pk_a_1']],
  ['none that is inactive', [row('a', '1', 10)], [pkg('a', '1')], []],
  ['none of another component', [row('b', '1')], [pkg('b', '1')], []],
  ['none that is not published', [row('a', '1')], [pkg('a', '1', { published: false })], []],
  [
    'none that has run out',
    [row('a', '1', 20, `sha256:${DIGEST}`)],
    [pkg('a', '1', { manifest: { expires: '2025-01-01T00:00:00Z', compat: [] } as never })],
    [],
  ],
  ['none that the catalogue does not have', [row('a', '1')], [], []],
];
for (const [id, inventory, packages, found] of rows) {
  test(`previous packages: ${id}`, async () => {
    const previous = await previousPackages(['a'], device, envWith(inventory, packages));
    assert.deepEqual(
      previous.map(({ packageId }) => packageId),
      found,
    );
  });
}

test('previous packages: none of a device that was never read', async () => {
  const { inventoryAt: _never, ...unread } = device;
  assert.deepEqual(await previousPackages(['a'], unread, envWith([row('a', '1')], [pkg('a', '1')])), []);
});
