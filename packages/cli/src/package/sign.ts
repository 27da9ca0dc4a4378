import { readFileSync } from 'node:fs';
import { addSignature, encodeEnvelope, encodeHead, type PackageSigner, parseEnvelope } from '@scomo/delivery';
import type { Command } from 'commander';
import { guarded, withExitCodes } from './exit-codes.ts';
import { signerFromFile } from './key-files.ts';
import { readAt, readFileHead, replaceFile, withFile } from './package-file.ts';
import { isRootFile } from './root-file.ts';

const COPY_BYTES = 1024 * 1024;

/** `scomo package sign` */
export function signCommand(parent: Command): void {
  const command = withExitCodes(parent.command('sign'));
  command
    .description('Add the signature of another key to a package or a trust root, in place.')
    .argument('<file>', 'package or root file')
    .requiredOption('--key <file>', 'private key that signs')
    .addHelpText(
      'after',
      `
Signing vouches for what the file says: look at it with "scomo package inspect" first.

Example:
  scomo package sign weather-2.1.0.dp --key keys/release-b.key`,
    )
    .action(
      guarded(command, (file: string, options: { readonly key: string }) => {
        const signer = signerFromFile(options.key);
        const count = isRootFile(file) ? signRoot(file, signer) : signPackage(file, signer);
        command.configureOutput().writeOut?.(`${file}: ${count} signatures\n`);
      }),
    );
}

function signRoot(file: string, signer: PackageSigner): number {
  const signed = addSignature(parseEnvelope(readFileSync(file)), signer);
  const bytes = encodeEnvelope(signed);
  replaceFile(file, (write) => write(bytes));
  return signed.signatures.length;
}

function signPackage(file: string, signer: PackageSigner): number {
  return withFile(file, (fd) => {
    const head = readFileHead(fd);
    const signed = addSignature(head.envelope, signer);
    const bytes = encodeHead(signed);
    replaceFile(file, (write) => {
      write(bytes);
      let at = head.bytes.length;
      for (let piece = readAt(fd, at, COPY_BYTES); piece.length > 0; piece = readAt(fd, at, COPY_BYTES)) {
        write(piece);
        at += piece.length;
      }
    });
    return signed.signatures.length;
  });
}
