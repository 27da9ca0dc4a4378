import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a made-up program does when it is probed. */
export type Health = 'good' | 'sick' | 'hung';

/** Abstract Unix socket of one program on one device: nothing to clean up, no port to clash. */
const ADDRESS = `'\\0' + name + '@' + (process.env.SCOMO_AGENT_STATE || '').slice(-60)`;

/**
 * A long-running program with a probe: `bin/serve` answers `name version` to whoever connects, `bin/probe` asks it
 * and prints the answer. A sick one runs but hangs up, so its probe fails.
 */
export function writeService(folder: string, name: string, version: string, health: Health): void {
  const answer = health === 'good' ? `peer.end('${name} ${version}\\n')` : 'peer.destroy()';
  script(
    folder,
    'serve',
    `const name = '${name}';
const server = require('node:net').createServer((peer) => { peer.on('error', () => {}); ${answer}; });
server.on('error', (error) => { console.error(String(error)); process.exit(1); });
server.listen(${ADDRESS});
process.on('SIGTERM', () => process.exit(0));`,
  );
  script(
    folder,
    'probe',
    `const name = '${name}', wanted = '${name} ${version}\\n', deadline = Date.now() + 3000;
function ask() {
  let text = '';
  const peer = require('node:net').connect(${ADDRESS});
  peer.on('data', (data) => { text += data; });
  peer.on('error', () => {});
  peer.on('close', () => {
    if (text === wanted) { process.stdout.write(text); process.exit(0); }
    if (Date.now() > deadline) { console.error(wanted.trim() + ' gives no answer'); process.exit(1); }
    setTimeout(ask, 50);
  });
}
ask();`,
  );
}

/** A program that is only called: `bin/tool` prints its name and version, or fails, or never ends. */
export function writeTool(folder: string, name: string, version: string, health: Health): void {
  script(
    folder,
    'tool',
    health === 'good'
      ? `console.log('${name} ${version}');`
      : health === 'hung'
        ? 'setInterval(() => undefined, 1000);'
        : `console.error('${name} ${version}: cannot read its calibration table'); process.exit(3);`,
  );
}

/** `bin/NAME` is a shell script that runs `lib/NAME.cjs` with the Node that runs us, wherever that is. */
function script(folder: string, name: string, body: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'lib'), { recursive: true });
  const program = join(folder, 'bin', name);
  writeFileSync(join(folder, 'lib', `${name}.cjs`), `${body}\n`);
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' "$(dirname "$0")/../lib/${name}.cjs" "$@"\n`);
  chmodSync(program, 0o755);
}
