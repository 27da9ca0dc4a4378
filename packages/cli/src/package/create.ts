import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { buildHead, type ManifestFields } from '@scomo/delivery';
import type { Command } from 'commander';
import { FILE_KINDS } from './control-of.ts';
import { guarded, UsageError, withExitCodes } from './exit-codes.ts';
import { signerFromFile } from './key-files.ts';
import { collect, commandLine, daysAfter, moment, pluginName, wholeNumber, wholeSecond } from './options.ts';
import { replaceFile } from './package-file.ts';
import { directorySource, readPayload, type SourceFile, singleSource } from './payload-source.ts';

interface CreateOptions {
  readonly component?: string;
  readonly version?: string;
  readonly plugin?: string;
  readonly counter: number;
  readonly epoch: number;
  readonly authority: string;
  readonly title?: string;
  readonly provider?: string;
  readonly summary: string;
  readonly price: string;
  readonly permission?: readonly string[];
  readonly quality?: string;
  readonly notes?: string;
  readonly language?: string;
  readonly texts?: string;
  readonly start?: readonly string[];
  readonly probe?: readonly string[];
  readonly compat?: readonly string[];
  readonly requires?: readonly string[];
  readonly conflicts?: readonly string[];
  readonly expires?: string;
  readonly key: string;
  readonly out: string;
}

/** What the source on disk decides about a package. */
interface Source {
  readonly payload: ManifestFields['payload'];
  readonly files: readonly SourceFile[];
  readonly component: string;
  readonly version: string;
}

const VALID_DAYS = 365;
const PROBE_TIMEOUT_MS = 10_000;

/** `scomo package create` */
export function createCommand(parent: Command): void {
  const command = withExitCodes(parent.command('create'));
  command
    .description('Pack a directory or a .deb into a signed Delivery Package.')
    .argument('<source>', 'directory with the files of the component, or a .deb, .flatpak or .tgz (npm pack)')
    .option('--component <id>', 'Deployment Component ID; a .deb defaults to deb:NAME, a .tgz to npm:NAME')
    .option('--version <text>', 'version of the component; a .deb or .tgz has its own')
    .option('--plugin <name>', 'installer plug-in of the device that takes the payload', pluginName)
    .requiredOption('--counter <n>', 'rises with every release: devices refuse a lower one', wholeNumber)
    .option('--epoch <n>', 'epoch of the trust root', wholeNumber, 1)
    .requiredOption('--authority <id>', 'management authority that the package is for')
    .option('--title <text>', 'name shown to the user (default: the component)')
    .option('--provider <text>', 'who made it, shown to the user (default: the authority)')
    .option('--summary <text>', 'one or two sentences shown to the user', '')
    .option('--price <text>', 'price shown to the user', 'free')
    .option('--permission <text>', 'permission shown to the user (repeat)', collect)
    .option('--quality <text>', 'quality of service shown to the user, e.g. "works offline"')
    .option('--notes <text>', 'what else the user should know first, e.g. what is new')
    .option('--language <tag>', 'language of these texts (default: en)')
    .option(
      '--texts <file>',
      'the texts in other languages: {"de": {"title", "summary", "price", "permissions", "quality", "notes"}}',
    )
    .option('--start <command>', 'long-running program of the payload, with arguments', commandLine)
    .option(
      '--probe <command>',
      'program of the payload that exits 0 if the component is healthy',
      commandLine,
    )
    .option('--compat <type>', 'device type that may take it; none = all (repeat)', collect)
    .option(
      '--requires <id>',
      'component that must be there too, or some versions of it: "org.example.lib >=1.2 <2" (repeat)',
      collect,
    )
    .option('--conflicts <id>', 'component that must not be there, or some versions of it (repeat)', collect)
    .option('--expires <time>', `last moment of a new installation (default: in ${VALID_DAYS} days)`, moment)
    .requiredOption('--key <file>', 'release key that signs')
    .requiredOption('--out <file>', 'where to write the package')
    .addHelpText(
      'after',
      `
Of a directory, all regular files are packed; the owner's x bit makes a program. Links and empty directories are not.

Examples:
  scomo package create build/ --component weather --version 2.1.0 --counter 14 --authority acme \\
    --start "bin/weather --port 8000" --probe "bin/weather --probe" --key keys/release.key --out weather-2.1.0.dp
  scomo package create htop_3.2.2-2_amd64.deb --counter 3 --authority acme --key keys/release.key --out htop.dp
  scomo package create editor.flatpak --component flatpak:org.example.Editor --version 1.2 --counter 7 \\
    --authority acme --key keys/release.key --out editor.dp`,
    )
    .action(
      guarded(command, (path: string, options: CreateOptions) => {
        const source = openSource(path, options);
        const fields = manifestFields(source, options, new Date());
        const bytes = writePackage(options.out, source.files, fields, options.key);
        command
          .configureOutput()
          .writeOut?.(
            `${options.out}: ${fields.component} ${fields.version}, ${source.files.length} files, ${bytes} bytes of payload\n`,
          );
      }),
    );
}

function openSource(path: string, options: CreateOptions): Source {
  const { plugin, component, version } = options;
  const folder = statSync(path).isDirectory();
  if (folder || plugin !== undefined) {
    if (component === undefined || version === undefined) {
      throw new UsageError(`${folder ? 'a directory' : '--plugin'} needs --component ID and --version TEXT`);
    }
    const files = folder ? directorySource(path) : singleSource(path, basename(path));
    return { payload: plugin === undefined ? 'tree' : `exec:${plugin}`, files, component, version };
  }
  const kind = FILE_KINDS.find(({ ending }) => path.endsWith(ending));
  if (kind === undefined) {
    const known = FILE_KINDS.map(({ ending }) => ending).join(', ');
    throw new UsageError(
      `${path} is neither a directory nor one of ${known}; another kind needs --plugin NAME`,
    );
  }
  const control = kind.control(path);
  const told = { component: component ?? control?.component, version: version ?? control?.version };
  if (told.component === undefined || told.version === undefined) {
    throw new UsageError(
      `${path} does not tell what it is on this machine: give --component ${kind.payload}:NAME and --version TEXT`,
    );
  }
  const files = singleSource(path, kind.path);
  return { payload: kind.payload, files, component: told.component, version: told.version };
}

function manifestFields(source: Source, options: CreateOptions, now: Date): ManifestFields {
  const { start, probe } = options;
  const activation = {
    ...(start === undefined ? {} : { start }),
    ...(probe === undefined ? {} : { probe: { argv: probe, timeoutMs: PROBE_TIMEOUT_MS } }),
  };
  return {
    authority: options.authority,
    component: source.component,
    version: source.version,
    counter: options.counter,
    epoch: options.epoch,
    compat: options.compat ?? [],
    requires: options.requires ?? [],
    conflicts: options.conflicts ?? [],
    issued: wholeSecond(now),
    expires: options.expires ?? daysAfter(now, VALID_DAYS),
    payload: source.payload,
    ...(start === undefined && probe === undefined ? {} : { activation }),
    characteristics: {
      title: options.title ?? source.component,
      provider: options.provider ?? options.authority,
      summary: options.summary,
      price: options.price,
      permissions: options.permission ?? [],
      ...(options.quality === undefined ? {} : { quality: options.quality }),
      ...(options.notes === undefined ? {} : { notes: options.notes }),
      ...(options.language === undefined ? {} : { language: options.language }),
      ...(options.texts === undefined ? {} : { texts: readTexts(options.texts) }),
    },
  };
}

/** Whether they are texts that a device takes is checked with the whole manifest. */
function readTexts(path: string): NonNullable<ManifestFields['characteristics']['texts']> {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Two passes, so that no payload must fit in memory: digests first, then the bytes, which must still be the same. */
function writePackage(
  out: string,
  files: readonly SourceFile[],
  fields: ManifestFields,
  key: string,
): number {
  const signer = signerFromFile(key);
  const described = readPayload(files, () => {});
  const head = buildHead(fields, described, [signer]);
  replaceFile(out, (write) => {
    write(head);
    const written = readPayload(files, write);
    if (JSON.stringify(written) !== JSON.stringify(described)) {
      throw new UsageError('files changed while they were packed; try again');
    }
  });
  return described.files.reduce((sum, file) => sum + file.size, 0);
}
