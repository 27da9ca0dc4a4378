import { concatBytes, toHex } from './bytes.ts';
import { MAGIC } from './container.ts';
import type { PackageCrypto, PackageSigner } from './crypto.ts';
import { type Envelope, PAYLOAD_TYPES } from './envelope.ts';
import { CHUNK_BYTES_DEFAULT, LIMITS } from './limits.ts';
import type { Manifest } from './manifest.ts';
import { parseManifest } from './parse-manifest.ts';
import { encodeEnvelope, signStatement } from './sign-envelope.ts';
import { wholeSeconds } from './timestamp.ts';
import { encodeUtf8 } from './utf8.ts';

/** What the author says of a package; the rest of the manifest follows from its files. */
export type ManifestFields = Omit<Manifest, keyof PayloadDescription | 'payloadBytes'>;

/** A payload described without its bytes: files in payload order, and its chunks. */
export type PayloadDescription = Pick<Manifest, 'files' | 'chunkSize' | 'chunks'>;

/** A file to be packed, its bytes at hand. */
export interface PayloadFile {
  readonly path: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

/** Chunks that a manifest should list at most, so that there is room for the files beside them. */
const CHUNKS_WANTED = 512;

/** A whole package in memory; equal input gives equal bytes. Throws `Refusal` for what no device would take. */
export function buildPackage(
  fields: ManifestFields,
  files: readonly PayloadFile[],
  signers: readonly PackageSigner[],
  crypto: PackageCrypto,
): Uint8Array {
  const sorted = inPayloadOrder(files);
  const payload = concatBytes(...sorted.map((file) => file.bytes));
  const chunkSize = chunkSizeFor(payload.length);
  const description: PayloadDescription = {
    files: sorted.map(({ path, mode, bytes }) => ({
      path,
      mode,
      size: bytes.length,
      sha256: toHex(crypto.sha256(bytes)),
    })),
    chunkSize,
    chunks: Array.from({ length: Math.ceil(payload.length / chunkSize) }, (_, i) =>
      toHex(crypto.sha256(payload.subarray(i * chunkSize, (i + 1) * chunkSize))),
    ),
  };
  return concatBytes(buildHead(fields, description, signers), payload);
}

/** Everything before the payload, for payloads that do not fit in memory. Throws `Refusal` for what no device would take. */
export function buildHead(
  fields: ManifestFields,
  description: PayloadDescription,
  signers: readonly PackageSigner[],
): Uint8Array {
  const payload = encodeManifest(fields, description);
  return encodeHead(signStatement(PAYLOAD_TYPES.release, payload, signers));
}

/** Magic, length and envelope. Throws `Refusal('too-large')`. */
export function encodeHead(envelope: Envelope): Uint8Array {
  const json = encodeEnvelope(envelope);
  const length = Uint8Array.of(json.length >>> 24, json.length >>> 16, json.length >>> 8, json.length);
  return concatBytes(MAGIC, length, json);
}

/** Bytes of a chunk for a payload of this size: 256 KiB, doubled until the list of chunks is short enough. */
export function chunkSizeFor(payloadBytes: number): number {
  let size = CHUNK_BYTES_DEFAULT;
  while (payloadBytes / size > CHUNKS_WANTED && size < LIMITS.chunkBytesMax) size *= 2;
  return size;
}

/** Files sorted by path, byte by byte: the order of the payload. */
export function inPayloadOrder<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

/** Passes through the parser: checked, and its fields in the one order of the manifest's table. */
function encodeManifest(fields: ManifestFields, description: PayloadDescription): Uint8Array {
  const manifest: Manifest = {
    ...fields,
    ...description,
    issued: wholeSeconds(fields.issued) ?? fields.issued,
    expires: wholeSeconds(fields.expires) ?? fields.expires,
    payloadBytes: description.files.reduce((sum, file) => sum + file.size, 0),
  };
  return encodeUtf8(JSON.stringify(parseManifest(encodeUtf8(JSON.stringify(manifest)))));
}
