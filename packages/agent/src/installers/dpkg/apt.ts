import { join } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { makeDirectory, writeDurably } from '../../base/files.ts';
import { runTool } from '../run-tool.ts';
import { type AptInstall, parseAptPlan } from './apt-output.ts';
import { debFileIn } from './deb-files.ts';

export type { AptInstall };

/** apt as solver and fetcher: what it finds is installed by dpkg, so that a change is what its plan says. */
export interface Apt {
  /**
   * Packages that must come with these .deb files so that all works; other names in `remove` go. Throws Failure: 1498
   * when the sources do not have them, 1413 when others would have to go.
   */
  solve(files: readonly string[], remove: readonly string[]): Promise<readonly AptInstall[]>;
  /** Puts .deb files into the folder. False: not all of them can be had. */
  download(packages: readonly AptInstall[]): Promise<boolean>;
}

/** apt-get with the sources, lists and trusted keys of a root; `folder` is where .deb files go. */
export function aptOf(state: string, root: string, folder: string): Apt {
  const conf = join(state, 'apt.conf');
  const apt = (...words: readonly string[]) => {
    for (const name of ['var/lib/apt/lists/partial', 'var/cache/apt/archives/partial'])
      makeDirectory(join(root, name), 0o755);
    writeDurably(conf, confText(root));
    return runTool(state, ['apt-get', ...words], { cwd: folder, env: { APT_CONFIG: conf } });
  };
  return {
    async solve(files, remove) {
      const ask = () => apt('-s', 'install', ...files, ...remove.map((name) => `${name}-`));
      let answer = await ask();
      // The lists may be older than what the sources have.
      if (!answer.ok && (await apt('update')).ok) answer = await ask();
      if (!answer.ok) throw new Failure(1498, `apt finds no way: ${whyNot(answer.output)}`);
      const plan = parseAptPlan(answer.output);
      const others = plan.remove.filter((name) => !remove.includes(name));
      if (others.length > 0) throw new Failure(1413, `${others.join(', ')} would have to go`);
      return plan.install;
    },
    async download(packages) {
      const wanted = packages.map(({ name, version }) => `${name}=${version}`);
      const got = () => packages.every((each) => debFileIn(folder, each) !== undefined);
      if ((await apt('download', '-q', ...wanted)).ok && got()) return true;
      return (await apt('update')).ok && (await apt('download', '-q', ...wanted)).ok && got();
    },
  };
}

function confText(root: string): string {
  const lines = [
    ['Dir', root],
    ['Dir::State::status', join(root, 'var/lib/dpkg/status')],
    ['APT::Sandbox::User', 'root'],
    ['APT::Install-Recommends', 'false'],
  ];
  return lines.map(([name, value]) => `${name} ${JSON.stringify(value)};\n`).join('');
}

/** The part of apt's answer that says what does not fit together. */
function whyNot(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const from = lines.indexOf('The following packages have unmet dependencies:');
  const told = from < 0 ? lines.filter((line) => line.startsWith('E: ')) : lines.slice(from + 1);
  return told
    .filter((line) => line !== '')
    .join(' | ')
    .slice(0, 500);
}
