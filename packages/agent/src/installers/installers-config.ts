import { ConfigError } from '../base/config-error.ts';

/** Which ways of holding software the device has. File trees are always there. */
export interface InstallersConfig {
  readonly generation: true;
  readonly dpkg?: DpkgConfig;
  readonly flatpak?: FlatpakConfig;
  readonly npm?: NpmConfig;
  /** Programs that take payloads of kinds of their own, by name. docs/installer-plugins.md */
  readonly exec?: Readonly<Record<string, PluginConfig>>;
}

/** Debian packages. `root`: folder that dpkg treats as `/`; `apt`: missing dependencies come from the sources of that root. */
export interface DpkgConfig {
  readonly root: string;
  readonly apt?: boolean;
}

/** Flatpak bundles. `installation`: folder of the installation, else the device's own. */
export interface FlatpakConfig {
  readonly installation?: string;
}

/** npm packages. `prefix`: folder of the agent's own; programs are in `PREFIX/current/bin`. */
export interface NpmConfig {
  readonly prefix: string;
}

export interface PluginConfig {
  /** Absolute path of a program, and its first arguments. */
  readonly command: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the `installers` of a configuration. Throws ConfigError. */
export function readInstallers(value: unknown = {}): InstallersConfig {
  const { generation = true, dpkg, flatpak, npm, exec, ...others } = objectOf(value, 'installers');
  refuseOthers(others, 'installers');
  if (generation !== true) throw new ConfigError('installers.generation must be true');
  return {
    generation,
    ...(dpkg !== undefined && { dpkg: readDpkg(objectOf(dpkg, 'installers.dpkg')) }),
    ...(exec !== undefined && { exec: readPlugins(objectOf(exec, 'installers.exec')) }),
    ...(npm !== undefined && { npm: readNpm(objectOf(npm, 'installers.npm')) }),
    ...(flatpak !== undefined && { flatpak: readFlatpak(objectOf(flatpak, 'installers.flatpak')) }),
  };
}

function readDpkg({ root, apt = false, ...others }: Fields): DpkgConfig {
  refuseOthers(others, 'installers.dpkg');
  if (typeof apt !== 'boolean') throw new ConfigError('installers.dpkg.apt must be true or false');
  return { root: absolutePath(root, 'installers.dpkg.root'), ...(apt && { apt }) };
}

function readFlatpak({ installation, ...others }: Fields): FlatpakConfig {
  refuseOthers(others, 'installers.flatpak');
  if (installation === undefined) return {};
  return { installation: absolutePath(installation, 'installers.flatpak.installation') };
}

function readNpm({ prefix, ...others }: Fields): NpmConfig {
  refuseOthers(others, 'installers.npm');
  return { prefix: absolutePath(prefix, 'installers.npm.prefix') };
}

/** Prefixes of component IDs that the agent's own installers have. */
const TAKEN: ReadonlySet<string> = new Set(['deb', 'flatpak', 'npm']);

function readPlugins(plugins: Fields): Readonly<Record<string, PluginConfig>> {
  return Object.fromEntries(
    Object.entries(plugins).map(([name, value]) => {
      const at = `installers.exec.${name}`;
      if (!/^[a-z][a-z0-9-]{0,31}$/.test(name) || TAKEN.has(name))
        throw new ConfigError(`${at}: a plug-in has a name like squashfs, and not ${[...TAKEN].join(', ')}`);
      const { command, ...others } = objectOf(value, at);
      refuseOthers(others, at);
      if (!Array.isArray(command) || command.length === 0 || command.some((word) => typeof word !== 'string'))
        throw new ConfigError(`${at}.command must be a list: a program and its arguments`);
      absolutePath(command[0], `${at}.command[0]`);
      return [name, { command: command as string[] }];
    }),
  );
}

function absolutePath(value: unknown, name: string): string {
  if (typeof value === 'string' && value.startsWith('/')) return value;
  throw new ConfigError(`${name} must be an absolute path`);
}

function refuseOthers(others: Fields, name: string): void {
  for (const other of Object.keys(others)) throw new ConfigError(`${name}.${other} is not known`);
}

function objectOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ConfigError(`${name} must be an object`);
}
