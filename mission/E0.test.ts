import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTaskOver } from '@scomo/api';
import { type CuttingProxy, cuttingProxy, openBox, type World } from '@scomo/simulator';
import { type S3Server, startS3Server } from '@scomo/testkit';
import { row } from './row.ts';
import {
  deploy,
  downloads,
  GATEWAY,
  gateway,
  metric,
  packagesIn,
  release,
  SENSOR,
  sensor,
  talk,
  waysOf,
} from './steps.ts';

const SILENT = { mode: 'silent', deferralsMax: 0 } as const;

let port = 0;
let proxy: CuttingProxy;
let s3: S3Server;

/** The server picks the mechanism: HTTP that goes on after a cut, a descriptor with its notice, a bucket, or the session itself. */
row(
  'E0',
  async (world: World) => {
    port = Number(new URL(world.url).port);
    const host = new URL(s3.url).host;
    const box = await openBox(world, 'IMEI:E0', { config: { downloadHosts: [host] } });
    box.start();
    const bring = async (version: number, ballastBytes: number, delivery: 'auto' | 'descriptor') => {
      const made = { ...gateway(`${version}.0.0`, version), ballastBytes };
      const task = await deploy(world, box, await release(world, [made]), SILENT, delivery);
      assert.equal(task.state, 'verified', task.reason);
      assert.equal(await box.program(GATEWAY, 'bin/probe'), `gateway ${version}.0.0`);
      return waysOf(task)[0] ?? '';
    };

    proxy.cutAfter(500_000);
    const plain = await bring(1, 900_000, 'auto');
    assert.match(plain, /^download: 9\d\d kB are more than the 16 kB/);
    const fetches = proxy.requests.filter((line) => line.startsWith('GET /dl/'));
    assert.equal(fetches.length, 2, fetches.join('\n'));
    const resumedAt = Number(/ bytes=(\d+)-$/.exec(fetches[1] ?? '')?.[1]);
    assert.ok(resumedAt > 0 && resumedAt <= 500_000, `went on at ${resumedAt}`);

    const described = await bring(2, 900_000, 'descriptor');
    assert.equal(described, 'descriptor: as ordered');
    const later = proxy.requests.filter((line) => line.includes('/dl/')).slice(2);
    assert.deepEqual(
      later.map((line) => line.replace(/^(\S+) \/dl\/[0-9a-f]{64}([.a-z]*)\?\S+/, '$1 $2').trim()),
      ['GET .dd', 'GET', 'POST .notify'],
    );
    assert.equal(await metric(world, 'scomo_download_notices_total{status="900"}'), 1);

    const before = await downloads(world);
    const bucket = await bring(3, 1_500_000, 'auto');
    assert.match(bucket, /^s3: it lies in the bucket; 1\.5 MB are more than/);
    assert.equal(await downloads(world), before, 'the server itself gave nothing out');

    const direct = await bring(4, 5_000, 'auto');
    assert.match(direct, /^direct: \d+ kB fits in the session$/);
    assert.equal(packagesIn(await talk(world, box.deviceId)).size, 1);
    assert.equal(await downloads(world), before);
    const { id } = await world.publish(sensor('1.0.0', 1));
    const ordered = await world.client.createTask({
      body: {
        deviceId: box.deviceId,
        kind: 'operation',
        operation: 'DownloadInstall',
        packageId: id,
        delivery: 'direct',
      },
    });
    const single = await world.until(ordered.id, isTaskOver, 30_000);
    assert.equal(single.state, 'verified', single.reason);
    assert.deepEqual(
      single.operations.map(({ uri }) => uri.replace(/^.*\/Delivered\/[^/]+\//, '')),
      ['Operations/Install'],
    );
    assert.equal(await box.program(SENSOR, 'bin/tool'), 'sensor 1.0.0');
    assert.equal(await downloads(world), before);
    return `${plain}, cut and gone on at byte ${resumedAt} | ${described}, notice 900 | ${bucket} | ${direct}`;
  },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'scomo-s3-'));
    proxy = await cuttingProxy(() => port);
    s3 = await startS3Server(folder);
    t.after(async () => {
      proxy.close();
      await s3.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    return { ...s3.env, SCOMO_PUBLIC_URL: proxy.url };
  },
);
