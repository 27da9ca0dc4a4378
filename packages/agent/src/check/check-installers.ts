import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { DeviceConfig } from '../config.ts';
import type { InstallersConfig } from '../installers/installers-config.ts';
import { programEnvironment } from '../supervisor/run-program.ts';
import { type Finding, fail, ok } from './finding.ts';

/** Programs that each installer calls. */
function toolsOf({
  dpkg,
  flatpak,
  npm,
  exec = {},
}: InstallersConfig): readonly (readonly [string, readonly string[]])[] {
  return [
    ...(dpkg === undefined ? [] : [['dpkg', ['dpkg', 'dpkg-deb']] as const]),
    ...(dpkg?.apt === true ? [['dpkg with apt', ['apt-get']] as const] : []),
    ...(flatpak === undefined ? [] : [['flatpak', ['flatpak']] as const]),
    ...(npm === undefined ? [] : [['npm', ['npm']] as const]),
    ...Object.entries(exec).map(([name, { command }]) => [`plug-in ${name}`, command.slice(0, 1)] as const),
  ];
}

/** Whether what the installers of the configuration call is there. */
export function checkInstallers({ installers }: DeviceConfig): Finding[] {
  const path = programEnvironment('').PATH.split(':');
  const runs = (program: string) =>
    (program.startsWith('/') ? [program] : path.map((folder) => join(folder, program))).some(isExecutable);
  const found = toolsOf(installers).map(([name, programs]) => {
    const missing = programs.filter((program) => !runs(program));
    return missing.length === 0
      ? ok(`installer ${name}`, programs.join(', '))
      : fail(
          `installer ${name}`,
          `${missing.join(', ')} not found`,
          'install it, or take the installer out of the configuration',
        );
  });
  return [ok('installer generation', 'needs nothing'), ...found];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
