/** Bounds of one message. Everything is checked before it is stored. security.md §1.2 (B1-B7) */
export interface Limits {
  /** Bytes of the encoded message. */
  readonly messageBytesMax: number;
  /** Element depth, SyncML being 1. */
  readonly depthMax: number;
  /** Atomic/Sequence inside each other. */
  readonly containerDepthMax: number;
  /** Attributes of one element (all are ignored but xmlns). */
  readonly attributesMax: number;
  /** Bytes of one text or opaque value. */
  readonly textBytesMax: number;
  /** Commands in one message, children of Atomic and Sequence included. */
  readonly commandsMax: number;
  /** Items in one message. */
  readonly itemsMax: number;
  /** Bytes of a WBXML string table. */
  readonly stringTableBytesMax: number;
}

export const LIMITS: Limits = {
  messageBytesMax: 256 * 1024,
  depthMax: 32,
  containerDepthMax: 4,
  attributesMax: 8,
  textBytesMax: 1024 * 1024,
  commandsMax: 1000,
  itemsMax: 2000,
  stringTableBytesMax: 64 * 1024,
};
