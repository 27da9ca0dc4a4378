import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Sample, sample } from './packages.ts';

/** What `npm pack` makes of a package whose program says its version and its dependency, which comes along or does not. */
export function makeTgz(name: string, version: string, bundled = true): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'scomo-npm-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    write(
      'package.json',
      JSON.stringify({
        name,
        version,
        bin: { [name.replace(/^.*\//, '')]: 'cli.js' },
        dependencies: { dep: '1.0.0' },
        ...(bundled && { bundleDependencies: ['dep'] }),
        scripts: { postinstall: 'touch ran' },
      }),
    );
    write(
      'cli.js',
      `#!/usr/bin/env node\nconsole.log('${name} ${version}', require('dep'), process.env.SCOMO_INSTALL_PARAMS ?? '');\n`,
    );
    write('node_modules/dep/package.json', '{"name":"dep","version":"1.0.0","main":"i.js"}');
    write('node_modules/dep/i.js', 'module.exports = "with dep";\n');
    execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: folder, stdio: 'ignore' });
    const file = `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
    return readFileSync(join(folder, file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A signed package around it. */
export function npmSample(name: string, version: string, bytes: Buffer = makeTgz(name, version)): Sample {
  const program = `bin/${name.replace(/^.*\//, '')}`;
  const activation = { probe: { argv: [program], timeoutMs: 20_000 } };
  const component = `npm:${name.replace(/^@/, '').replace('/', ':')}`;
  return sample(component, version, { payload: 'npm', activation }, [
    { path: 'package.tgz', mode: 0o644, bytes },
  ]);
}
