const KIB = 1024;
const MIB = 1024 * KIB;

/** Bounds of a Delivery Package, a trust root and their envelope. Everything is checked before it is kept. security.md C5, C8, D12 */
export const LIMITS = {
  /** Bytes of the JSON envelope, of a package or of a root file. */
  envelopeBytesMax: 256 * KIB,
  /** Arrays and objects inside each other. */
  jsonDepthMax: 6,
  signaturesMax: 16,
  /** Keys of one role. */
  keysMax: 32,
  prefixesMax: 64,
  /** New roots walked in one call. */
  rootStepsMax: 256,
  filesMax: 4096,
  pathCharsMax: 1024,
  pathDepthMax: 32,
  segmentCharsMax: 255,
  chunksMax: 2048,
  /** A chunk's size is a power of two between these: it is hashed in one piece, in memory. */
  chunkBytesMin: 4 * KIB,
  chunkBytesMax: 16 * MIB,
  /** Of one file and of the whole payload: `chunksMax` chunks of `chunkBytesMax`, 2^35. */
  payloadBytesMax: 2048 * 16 * MIB,
  /** Entries of compat, requires, conflicts. */
  namesMax: 256,
  componentCharsMax: 128,
  /** Bounds of one entry of requires or conflicts. */
  boundsMax: 4,
  authorityCharsMax: 128,
  versionCharsMax: 64,
  deviceTypeCharsMax: 128,
  argumentsMax: 64,
  argumentCharsMax: 1024,
  probeTimeoutMsMax: 10 * 60 * 1000,
  titleCharsMax: 128,
  summaryCharsMax: 1024,
  priceCharsMax: 64,
  permissionsMax: 32,
  permissionCharsMax: 128,
  qualityCharsMax: 256,
  notesCharsMax: 1024,
  /** Languages beside the first. */
  languagesMax: 32,
  /** Of an OMA Download descriptor. */
  descriptorBytesMax: 32 * KIB,
  descriptorDepthMax: 8,
  descriptorElementsMax: 256,
} as const;

/** What a package gets if nobody says otherwise: small enough to fetch again, large enough to list. security.md §2.2 */
export const CHUNK_BYTES_DEFAULT = 256 * KIB;
