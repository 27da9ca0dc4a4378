import { toHex } from './bytes.ts';
import { Refusal } from './errors.ts';
import type { ManifestFile } from './manifest.ts';
import type { VerifiedManifest } from './trust.ts';

/** One file of the payload and where its bytes lie. */
export interface FileRange {
  readonly file: ManifestFile;
  /** From the start of the payload, in bytes. */
  readonly start: number;
  /** One past the last byte. */
  readonly end: number;
}

/** The payload as files, in payload order, without gap or overlap. */
export function splitFiles(verified: VerifiedManifest): readonly FileRange[] {
  let start = 0;
  return verified.manifest.files.map((file) => {
    const range = { file, start, end: start + file.size };
    start = range.end;
    return range;
  });
}

/** Throws `Refusal('digest')` unless `sha256` (32 bytes), taken from what was written to disk, is the file's. security.md C6 */
export function checkFileDigest(file: ManifestFile, sha256: Uint8Array): void {
  if (toHex(sha256) !== file.sha256) throw new Refusal('digest', `file ${file.path}`);
}
