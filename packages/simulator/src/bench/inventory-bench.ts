import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dpkgInstaller } from '@scomo/agent';
import { type BenchRow, type Contest, compare, DEFAULT_ROUNDS, type RoundOptions } from './rounds.ts';

const PACKAGES = 840;

/** The agent's inventory of a status file that has just changed, against `dpkg-query -W` and the reading of its lines. */
export async function inventoryBench(options: RoundOptions = DEFAULT_ROUNDS): Promise<BenchRow> {
  const root = mkdtempSync(join(tmpdir(), 'scomo-inventory-'));
  try {
    const home = join(root, 'var/lib/dpkg');
    for (const name of ['info', 'updates', 'triggers']) mkdirSync(join(home, name), { recursive: true });
    writeFileSync(join(home, 'status'), Array.from({ length: PACKAGES }, stanza).join('\n'));
    return await compare(
      'agent-inventory-vs-dpkg-query',
      [contest(root, home)],
      'inventories per second',
      options,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function contest(root: string, home: string): Contest {
  const installer = dpkgInstaller({ state: join(root, 'state'), root, kept: () => [] });
  let time = 1_700_000_000;
  const ours = () => {
    time += 1;
    utimesSync(join(home, 'status'), time, time);
    return installer.active().length;
  };
  const format = ['Package', 'Version', 'Architecture', 'db:Status-Status', 'binary:Summary'];
  const words = [`--admindir=${home}`, '-W', `-f=${format.map((field) => `\${${field}}`).join('\\t')}\\n`];
  const reference = () => {
    const { stdout } = spawnSync('dpkg-query', words, { encoding: 'utf8' });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    return lines.filter(([, , , state]) => state === 'installed').length;
  };
  return {
    ours: async (seconds) => rateOf(ours, seconds),
    reference: async (seconds) => rateOf(reference, seconds),
  };
}

/** By the clock: the reference works in a process of its own. */
function rateOf(inventory: () => number, seconds: number): number {
  const start = performance.now();
  let calls = 0;
  for (; performance.now() - start < seconds * 1000; calls += 1)
    if (inventory() !== PACKAGES) throw new Error('an inventory is not whole');
  return (calls * 1000) / (performance.now() - start);
}

/** As long as the average stanza of a Debian 12 machine, 0.9 KB. */
function stanza(_: unknown, number: number): string {
  const libraries = Array.from(
    { length: 6 },
    (_none, at) => `lib${(number * 7 + at * 31) % PACKAGES}-${at} (>= 2.${at}.1)`,
  );
  return `Package: package-${number}
Status: install ok installed
Priority: optional
Section: libs
Installed-Size: ${1000 + number}
Maintainer: Debian Maintainers of Package ${number} <package-${number}@lists.example.net>
Architecture: amd64
Multi-Arch: same
Source: source-${number} (1:2.${number}-3)
Version: 1:2.${number}-3+deb12u1
Replaces: package-${number}-old (<< 1:2.0-1), package-${number}-data
Depends: ${libraries.join(', ')}
Breaks: package-${number}-old (<< 1:2.0-1)
Description: what package ${number} does, in one line of words
${Array.from({ length: 5 }, () => ' A line of the longer description, which nobody wants in an inventory.').join('\n')}
Homepage: https://package-${number}.example.net/
`;
}
