import { createHash, type Hash } from 'node:crypto';
import { fstatSync, readFileSync } from 'node:fs';
import {
  checkChunk,
  checkFileDigest,
  checkPackageBytes,
  chunkAt,
  chunkCount,
  claimedManifest,
  initialTrust,
  splitFiles,
  type VerifiedManifest,
  verifyPackage,
} from '@scomo/delivery';
import type { Command } from 'commander';
import { guarded, withExitCodes } from './exit-codes.ts';
import { nodeCrypto } from './node-crypto.ts';
import { readAt, readFileHead, withFile } from './package-file.ts';

interface VerifyOptions {
  readonly root: string;
  readonly deviceType?: string;
}

/** `scomo package verify` */
export function verifyCommand(parent: Command): void {
  const command = withExitCodes(parent.command('verify'));
  command
    .description('Check a package as a new device would: signatures, scope, expiry, every chunk and file.')
    .argument('<file>', 'package')
    .requiredOption('--root <file>', 'trust root of the device')
    .option('--device-type <type>', 'device type that shall take it (default: one that the package names)')
    .addHelpText(
      'after',
      `
Exit code 0: devices that trust this root take it. 1: they refuse it, and the reason is printed.

Example:
  scomo package verify weather-2.1.0.dp --root acme.root.json --device-type gateway-2`,
    )
    .action(
      guarded(command, (file: string, options: VerifyOptions) => {
        const verified = withFile(file, (fd) => verifyOpenFile(fd, options, new Date()));
        const { component, version, counter } = verified.manifest;
        command
          .configureOutput()
          .writeOut?.(
            `good: ${component} ${version}, counter ${counter}, statement ${verified.headDigest}\n`,
          );
      }),
    );
}

function verifyOpenFile(fd: number, options: VerifyOptions, now: Date): VerifiedManifest {
  const trust = initialTrust(readFileSync(options.root), nodeCrypto);
  const head = readFileHead(fd);
  const deviceType = options.deviceType ?? claimedManifest(head).compat[0] ?? '';
  const destination = { authority: trust.root.authority, deviceType };
  const verified = verifyPackage(head, trust, destination, now.toISOString(), nodeCrypto);
  checkPackageBytes(verified, fstatSync(fd).size);
  checkPayload(fd, verified);
  return verified;
}

/** Every chunk, then every file, in one pass over the payload. */
function checkPayload(fd: number, verified: VerifiedManifest): void {
  const files = splitFiles(verified).map((range) => ({ ...range, hash: createHash('sha256') }));
  for (let index = 0; index < chunkCount(verified); index += 1) {
    const { offset, size } = chunkAt(verified, index);
    const bytes = readAt(fd, offset, size);
    checkChunk(verified, index, bytes, nodeCrypto);
    feed(files, bytes, offset - verified.payloadOffset);
  }
  for (const { file, hash } of files) checkFileDigest(file, hash.digest());
}

function feed(
  files: readonly { start: number; end: number; hash: Hash }[],
  bytes: Uint8Array,
  at: number,
): void {
  for (const { start, end, hash } of files) {
    if (start < at + bytes.length && end > at) hash.update(bytes.subarray(Math.max(0, start - at), end - at));
  }
}
