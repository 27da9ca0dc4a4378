import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Child, startChild } from '../src/child.ts';

const MACHINE_ID = `${randomBytes(16).toString('hex')}\n`;

/** Services of Debian that a device on this machine's network must not start. */
const MASKED = [
  ...[
    'systemd-networkd.service',
    'systemd-networkd.socket',
    'systemd-resolved.service',
    'systemd-timesyncd.service',
  ],
  ...[
    'systemd-firstboot.service',
    'systemd-udevd.service',
    'systemd-network-generator.service',
    'networking.service',
  ],
];

/** A Linux device that boots: systemd as its process 1, our programs of `/usr`, an `/etc` and a `/var` of its own. */
export interface BootedDevice {
  readonly root: string;
  /** Runs a command in it while it is off. */
  run(...argv: string[]): string;
  boot(): Child;
  /** Switches a booted device off, by force if need be; the exit code of its machine. */
  off(machine: Child): Promise<number | null>;
  /** Process of the booted device that runs this command line, as this machine numbers it. */
  pidOf(pattern: RegExp): number | undefined;
}

/** Why no device can boot here; false when one can. */
export function cannotBoot(): string | false {
  if (process.getuid?.() !== 0) return 'booting a device needs root';
  if (spawnSync('systemd-nspawn', ['--version']).status !== 0) return 'systemd-nspawn is not installed';
  try {
    accessSync('/sys/fs/cgroup', constants.W_OK);
    return false;
  } catch {
    return 'control groups cannot be written here';
  }
}

/** Makes the folders of a device; `files` of this machine are seen in it at other places. */
export function bootedDevice(
  root: string,
  name: string,
  files: Readonly<Record<string, string>>,
): BootedDevice {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const folder of ['usr', 'var', 'etc/systemd/system', 'root', 'tmp', 'dev', 'proc', 'sys', 'run'])
    mkdirSync(join(root, folder), { recursive: true, mode: 0o755 });
  for (const link of ['bin', 'lib', 'lib64', 'sbin']) symlinkSync(`usr/${link}`, join(root, link));
  write('etc/os-release', readFileSync('/usr/lib/os-release', 'utf8'));
  write('etc/machine-id', MACHINE_ID);
  write('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  write('etc/group', 'root:x:0:\n');
  for (const unit of MASKED) symlinkSync('/dev/null', join(root, 'etc/systemd/system', unit));
  const binds = Object.entries({ '/usr': '/usr', ...files }).map(
    ([inside, here]) => `--bind-ro=${here}:${inside}`,
  );
  const nspawn = [
    ...['systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--resolv-conf=off', '--timezone=off'],
    ...['-D', root, '-M', name, ...binds],
  ];
  return {
    root,
    run: (...argv) => execFileSync(nspawn[0] ?? '', [...nspawn.slice(1), ...argv], { encoding: 'utf8' }),
    boot: () =>
      startChild([...nspawn, '--kill-signal=SIGRTMIN+3', '--boot', 'systemd.unit=multi-user.target'], {
        env: process.env,
        cwd: dirname(root),
        log: join(dirname(root), `${name}.log`),
      }),
    pidOf,
    async off(machine) {
      const code = await machine.stop(30_000);
      const init = pidOf(/^\S*systemd systemd\.unit=/);
      if (init !== undefined) process.kill(init, 'SIGKILL');
      return code;
    },
  };
}

/** Process of a device that has our machine id. */
function pidOf(pattern: RegExp): number | undefined {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .find(
      (pid) =>
        pattern.test(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')) &&
        read(`/proc/${pid}/root/etc/machine-id`) === MACHINE_ID,
    );
}

/** `''` for what is not there, or no longer. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
