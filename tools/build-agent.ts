/**
 * `npm run build:agent [-- --out FILE]`: the agent as one executable file for machines of this kind: Linux and this
 * processor. Bundles the sources, and puts them with their compiled code into a copy of the pinned Node. The file needs
 * no Node, no npm and no other file, only the C library.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { inject } from 'postject';

const ROOT = resolve(import.meta.dirname, '..');
/** Tells Node that a file has a program in it. nodejs.org/api/single-executable-applications.html */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** An agent waits nearly all of its time: a small young generation keeps 5 MB free. Without compilers it would be 3 MB more, and downloads slower. */
const SMALL = ['--max-semi-space-size=1'];

const { values } = parseArgs({
  options: { out: { type: 'string', default: join(ROOT, 'dist/scomo-agent') } },
});
const out = resolve(values.out);
const work = mkdtempSync(join(tmpdir(), 'scomo-build-'));
try {
  const began = performance.now();
  const bundle = join(work, 'agent.cjs');
  await build({
    entryPoints: [join(ROOT, 'packages/agent/src/main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    legalComments: 'none',
    // Names stay, for traces of errors; the text itself is kept in memory.
    minifyWhitespace: true,
    minifySyntax: true,
  });
  const blob = join(work, 'agent.blob');
  const config = {
    main: bundle,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    execArgv: SMALL,
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
  execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const made = join(work, 'scomo-agent');
  copyFileSync(process.execPath, made);
  chmodSync(made, 0o755);
  await inject(made, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE });
  mkdirSync(dirname(out), { recursive: true });
  copyFileSync(made, out);
  chmodSync(out, 0o755);
  const size = (path: string) => `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    `${out}: ${size(out)}, of it ${size(blob)} agent and the rest Node ${process.version}, made in ${seconds} s\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
