import { existsSync, readFileSync } from 'node:fs';
import {
  buildRoot,
  initialTrust,
  type PackageSigner,
  parseEnvelope,
  parseRoot,
  Refusal,
  rotateRoot,
  type TrustRoot,
} from '@scomo/delivery';
import type { Command } from 'commander';
import { guarded, UsageError, withExitCodes } from './exit-codes.ts';
import { namedKey, signerFromFile } from './key-files.ts';
import { nodeCrypto } from './node-crypto.ts';
import { collect, daysAfter, moment, wholeNumber } from './options.ts';
import { replaceFile } from './package-file.ts';

interface RootOptions {
  readonly authority?: string;
  readonly rootKey: readonly string[];
  readonly releaseKey: readonly string[];
  readonly threshold?: number;
  readonly releaseThreshold: number;
  readonly prefix?: readonly string[];
  readonly epoch?: number;
  readonly expires?: string;
  readonly previous?: string;
  readonly signWith?: readonly string[];
  readonly out: string;
}

const VALID_DAYS = 730;

/** `scomo package root` */
export function rootCommand(parent: Command): void {
  const command = withExitCodes(parent.command('root'));
  command
    .description('Make a trust root: which keys a device trusts, and how many of them must sign.')
    .option('--authority <id>', 'management authority; needed for the first root')
    .requiredOption('--root-key <key>', 'root key: key file, or public half in hex (repeat)', collect)
    .requiredOption('--release-key <key>', 'release key: key file, or public half in hex (repeat)', collect)
    .option(
      '--threshold <n>',
      'root keys that must sign a root (default: 2, or 1 with a single key)',
      wholeNumber,
    )
    .option('--release-threshold <n>', 'release keys that must sign a package', wholeNumber, 1)
    .option('--prefix <text>', 'release keys sign only components that start so (repeat)', collect)
    .option(
      '--epoch <n>',
      'raise it to refuse all older packages and forget counters (default: as before, or 1)',
      wholeNumber,
    )
    .option('--expires <time>', `when the root runs out (default: in ${VALID_DAYS} days)`, moment)
    .option('--previous <file>', 'root that this one follows: its root keys must sign too')
    .option(
      '--sign-with <file>',
      'further private key that signs, e.g. one of the previous root (repeat)',
      collect,
    )
    .requiredOption('--out <file>', 'where to write the root')
    .addHelpText(
      'after',
      `
Keys given as files sign at once; others add theirs with "scomo package sign ROOT --key KEY".

Examples:
  scomo package root --authority acme --root-key keys/root-a.key --root-key keys/root-b.key \\
    --release-key keys/release.key --out acme.root.json
  scomo package root --previous acme.root.json --root-key keys/root-a.key --root-key keys/root-c.key \\
    --sign-with keys/root-b.key --release-key keys/release-2.key --out acme.2.root.json`,
    )
    .action(
      guarded(command, (options: RootOptions) => {
        if (existsSync(options.out))
          throw new UsageError(`${options.out} exists already; choose another --out`);
        const { bytes, root, missing } = makeRoot(options, new Date());
        replaceFile(options.out, (write) => write(bytes));
        command
          .configureOutput()
          .writeOut?.(
            `${options.out}: root ${root.version} of ${root.authority}, expires ${root.expires}\n${missing}`,
          );
      }),
    );
}

function makeRoot(options: RootOptions, now: Date): { bytes: Uint8Array; root: TrustRoot; missing: string } {
  const previousFile = options.previous === undefined ? undefined : readFileSync(options.previous);
  const previous = previousFile && parseRoot(parseEnvelope(previousFile).payload);
  const authority = options.authority ?? previous?.authority;
  if (authority === undefined)
    throw new UsageError('give --authority ID for a first root, or --previous FILE');
  const rootKeys = options.rootKey.map(namedKey);
  const root: TrustRoot = {
    authority,
    version: (previous?.version ?? 0) + 1,
    expires: options.expires ?? daysAfter(now, VALID_DAYS),
    epoch: options.epoch ?? previous?.epoch ?? 1,
    root: {
      keys: rootKeys.map((key) => key.keyId),
      threshold: options.threshold ?? Math.min(2, rootKeys.length),
    },
    release: {
      keys: options.releaseKey.map((key) => namedKey(key).keyId),
      threshold: options.releaseThreshold,
      prefixes: options.prefix ?? [],
    },
  };
  const own = rootKeys.flatMap((key): readonly PackageSigner[] => (key.signer ? [key.signer] : []));
  const bytes = buildRoot(root, [...own, ...(options.signWith ?? []).map(signerFromFile)]);
  return { bytes, root, missing: missingSignatures(bytes, previousFile) };
}

/** What still keeps devices from taking the root, as a line for a person; empty if nothing does. */
function missingSignatures(bytes: Uint8Array, previous: Uint8Array | undefined): string {
  try {
    initialTrust(bytes, nodeCrypto);
    if (previous !== undefined) rotateRoot(initialTrust(previous, nodeCrypto), bytes, nodeCrypto);
    return '';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `not yet good: ${error.message}\nadd signatures with "scomo package sign FILE --key KEY"\n`;
  }
}
