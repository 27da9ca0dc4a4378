export {
  buildHead,
  buildPackage,
  chunkSizeFor,
  encodeHead,
  inPayloadOrder,
  type ManifestFields,
  type PayloadDescription,
  type PayloadFile,
} from './build-package.ts';
export { buildRoot } from './build-root.ts';
export {
  type Chunk,
  checkChunk,
  checkPackageBytes,
  chunkAt,
  chunkCount,
  isChunk,
  packageBytes,
} from './chunk-map.ts';
export { compareVersions } from './compare-versions.ts';
export {
  claimedManifest,
  HEAD_BYTES_MAX,
  type Head,
  headLength,
  PREFIX_BYTES,
  readHead,
} from './container.ts';
export * from './crypto.ts';
export * from './dlota/descriptor.ts';
export { baseType, judgeDescriptor, judgeObject, type Means } from './dlota/judge-descriptor.ts';
export { parseDescriptor } from './dlota/parse-descriptor.ts';
export { renderDescriptor } from './dlota/render-descriptor.ts';
export * from './dlota/status-lines.ts';
export { type Envelope, type EnvelopeSignature, PAYLOAD_TYPES, parseEnvelope } from './envelope.ts';
export * from './errors.ts';
export { checkFileDigest, type FileRange, splitFiles } from './file-map.ts';
export { CHUNK_BYTES_DEFAULT, LIMITS } from './limits.ts';
export * from './manifest.ts';
export { parseManifest } from './parse-manifest.ts';
export { parseRoot } from './parse-root.ts';
export * from './relation.ts';
export * from './set-faults.ts';
export { addSignature, encodeEnvelope } from './sign-envelope.ts';
export { signersOf } from './signatures.ts';
export * from './trust.ts';
export { acceptPackage, initialTrust, rotateRoot, rotateRoots } from './trust-state.ts';
export { verifyPackage } from './verify-package.ts';
