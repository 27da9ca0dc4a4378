import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isTaskOver } from '@scomo/api';
import { openBox } from '../src/device-box.ts';
import { openWorld, type World } from '../src/world.ts';

const DEVICE = 'IMEI:described';
let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

/** A link to the descriptor of a package, signed as the server signs. */
function descriptorLink(digest: string): string {
  const master = Buffer.from(readFileSync(join(world.dir, 'data/server.key'), 'utf8').trim(), 'hex');
  const key = new Uint8Array(hkdfSync('sha256', master, '', 'scomo download links', 32));
  const expires = String(Math.floor(Date.now() / 1000) + 3600);
  const signature = createHmac('sha256', key).update(`${digest}\n${expires}\n${DEVICE}`).digest('base64url');
  return `${world.url}/dl/${digest}.dd?d=${encodeURIComponent(DEVICE)}&e=${expires}&s=${signature}`;
}

test('an agent installs what a descriptor of our server describes, and the server hears of it', async () => {
  const box = await openBox(world, DEVICE);
  const pkg = await world.publish({
    component: 'org.example.tool',
    version: '1.0.0',
    counter: 1,
    program: 'tool',
  });
  const node = './SCOMO/Download/described';
  box.start();
  const { id } = await world.client.createTreeTask({
    params: { deviceId: DEVICE },
    body: {
      commands: [
        { kind: 'add', uri: node, format: 'node' },
        { kind: 'add', uri: `${node}/PkgID`, data: `sha256:${pkg.digest}` },
        { kind: 'add', uri: `${node}/PkgURL`, data: descriptorLink(pkg.digest) },
        { kind: 'exec', uri: `${node}/Operations/DownloadInstall` },
      ],
    },
  });
  const ordered = await world.until(id, isTaskOver, 60_000);
  assert.equal(ordered.state, 'verified', JSON.stringify(ordered));
  let said = '';
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    ({ output: said } = await box.agent('status'));
    if (said.includes('1.0.0')) break;
  }
  assert.match(said, /org\.example\.tool.*1\.0\.0/);
  const metrics = await fetch(`${world.url}/metrics`, {
    headers: { authorization: `Bearer ${world.token}` },
  });
  assert.match(await metrics.text(), /^scomo_download_notices_total\{status="900"\} 1$/m);
});
