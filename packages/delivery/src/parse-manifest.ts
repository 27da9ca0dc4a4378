import { Refusal } from './errors.ts';
import {
  distinct,
  integer,
  list,
  malformed,
  oneOf,
  optional,
  type Read,
  record,
  text,
} from './field-reader.ts';
import { LIMITS } from './limits.ts';
import type { Activation, Manifest, ManifestFile, PayloadKind } from './manifest.ts';
import { checkRelations, relations } from './parse-relations.ts';
import { characteristics, checkLanguages } from './parse-shown.ts';
import { checkPathSet, payloadPath } from './path-rules.ts';
import { parseStrictJson } from './strict-json.ts';
import { timestamp } from './timestamp.ts';

/** Printable ASCII, no space at an end. */
const LABEL = /^[!-~](?:[ -~]*[!-~])?$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Deployment Component ID as text. */
export const componentId = text(/^[A-Za-z0-9._:+-]+$/, LIMITS.componentCharsMax);
/** Management authority as text. */
export const authorityId = text(/^[A-Za-z0-9._:+-]+$/, LIMITS.authorityCharsMax);

const sha256 = text(SHA256, 64);
const bytes = integer(0, LIMITS.payloadBytesMax);
const counting = integer(0, Number.MAX_SAFE_INTEGER);
const argv = list(text(/^\P{Cc}*$/u, LIMITS.argumentCharsMax, 0), LIMITS.argumentsMax, 1);

const PAYLOAD = /^(?:tree|deb|flatpak|npm|exec:[a-z][a-z0-9-]{0,31})$/;
/** What the one file of these payloads is. */
const ONE_FILE: Readonly<Partial<Record<PayloadKind, string>>> = {
  deb: '.deb file',
  flatpak: 'flatpak bundle',
  npm: '.tgz file',
};

const payloadKind: Read<PayloadKind> = (value, field) => {
  if (typeof value === 'string' && PAYLOAD.test(value)) return value as PayloadKind;
  throw malformed(field, 'must be tree, deb, flatpak, npm or exec:NAME');
};

const readManifest = record<Manifest>({
  authority: authorityId,
  component: componentId,
  version: text(LABEL, LIMITS.versionCharsMax),
  counter: counting,
  epoch: counting,
  compat: distinct(text(LABEL, LIMITS.deviceTypeCharsMax), LIMITS.namesMax),
  requires: relations,
  conflicts: relations,
  issued: timestamp,
  expires: timestamp,
  payload: payloadKind,
  files: list(
    record<ManifestFile>({ path: payloadPath, mode: oneOf(0o644, 0o755), size: bytes, sha256 }),
    LIMITS.filesMax,
    1,
  ),
  chunkSize: integer(LIMITS.chunkBytesMin, LIMITS.chunkBytesMax),
  chunks: list(sha256, LIMITS.chunksMax),
  payloadBytes: bytes,
  activation: optional(
    record<Activation>({
      start: optional(argv),
      probe: optional(record({ argv, timeoutMs: integer(1, LIMITS.probeTimeoutMsMax) })),
    }),
  ),
  characteristics,
});

/**
 * The manifest that these bytes spell, with every rule checked that needs no trust: form, bounds, paths, sums.
 * Throws `Refusal` (`malformed`, `too-large`, `size`). security.md §2.2, C4, C5, C7, C8
 */
export function parseManifest(json: Uint8Array): Manifest {
  const manifest = readManifest(parseStrictJson(json, 'manifest'), 'manifest');
  if (manifest.expires <= manifest.issued) throw malformed('manifest.expires', 'is not after issued');
  checkRelations(manifest);
  checkPathSet(
    manifest.files.map((file) => file.path),
    'manifest.files',
  );
  checkSizes(manifest);
  checkActivation(manifest);
  checkLanguages(manifest.characteristics);
  return manifest;
}

function checkSizes({ files, payloadBytes, chunkSize, chunks }: Manifest): void {
  if ((chunkSize & (chunkSize - 1)) !== 0) throw malformed('manifest.chunkSize', 'is no power of two');
  const sum = files.reduce((total, file) => total + file.size, 0);
  if (sum !== payloadBytes)
    throw new Refusal('size', `files add up to ${sum}, payloadBytes says ${payloadBytes}`);
  const count = Math.ceil(payloadBytes / chunkSize);
  if (count !== chunks.length)
    throw new Refusal('size', `${payloadBytes} bytes are ${count} chunks, not ${chunks.length}`);
}

function checkActivation({ payload, files, activation }: Manifest): void {
  const file = ONE_FILE[payload];
  if (file !== undefined && files.length !== 1) throw malformed('manifest.files', `must be the one ${file}`);
  for (const program of [activation?.start?.[0], activation?.probe?.argv[0]]) {
    if (program === undefined) continue;
    payloadPath(program, 'manifest.activation');
    const inside = files.some((file) => file.path === program && file.mode === 0o755);
    if (payload === 'tree' && !inside) {
      throw malformed('manifest.activation', `${program} is no executable file of the payload`);
    }
  }
}
