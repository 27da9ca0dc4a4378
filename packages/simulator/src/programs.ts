import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a made-up program does when it is probed. */
export type Health = 'good' | 'sick';

/**
 * A long-running program with a probe: `bin/serve` answers `name version` on a Unix socket in `$SCOMO_RUN_DIR`,
 * `bin/probe` asks it and prints the answer. A sick one runs but answers nothing, so its probe fails.
 */
export function writeService(folder: string, name: string, version: string, health: Health): void {
  const socket = `process.env.SCOMO_RUN_DIR + '/${name}.sock'`;
  script(
    folder,
    'bin/serve',
    `const net = require('node:net'), fs = require('node:fs');
const path = ${socket};
fs.rmSync(path, { force: true });
const server = net.createServer((peer) => { ${health === 'good' ? `peer.end('${name} ${version}\\n');` : 'peer.destroy();'} });
server.listen(path);
process.on('SIGTERM', () => { server.close(); process.exit(0); });`,
  );
  script(
    folder,
    'bin/probe',
    `const net = require('node:net');
const deadline = Date.now() + 5000;
(function ask() {
  let text = '';
  const peer = net.connect(${socket});
  peer.on('data', (data) => { text += data; });
  peer.on('error', again);
  peer.on('close', () => { if (text === '${name} ${version}\\n') { process.stdout.write(text); process.exit(0); } else again(); });
  let done = false;
  function again() {
    if (done) return;
    done = true;
    if (Date.now() > deadline) { console.error('${name} ${version} gives no answer'); process.exit(1); }
    setTimeout(ask, 50);
  }
})();`,
  );
}

/** A program that is only called: `bin/tool` prints its name and version, or fails. */
export function writeTool(folder: string, name: string, version: string, health: Health): void {
  script(
    folder,
    'bin/tool',
    health === 'good'
      ? `console.log('${name} ${version}');`
      : `console.error('${name} ${version}: cannot read its calibration table'); process.exit(3);`,
  );
}

function script(folder: string, path: string, body: string): void {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/usr/bin/env node\n${body}\n`);
  chmodSync(file, 0o755);
}
