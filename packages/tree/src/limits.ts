/** Bounds of the device's tree. Over them: 414 (URIs), 413 (values), 420 (children). spec/omadm.md §3.2 rule 6, security.md §1.2 B12 */
export const LIMITS = {
  /** Characters of a LocURI as received, query included. */
  uriCharsMax: 1024,
  /** Segments below the root. */
  segmentsMax: 32,
  /** Characters of one node name. */
  segmentCharsMax: 127,
  /** Characters or octets of one leaf. */
  valueSizeMax: 64 * 1024,
  /** UTF-8 octets of a Title. spec/omadm.md §3.4 */
  titleOctetsMax: 255,
  /** Characters of an ACL. */
  aclCharsMax: 1024,
  /** Children of one node. */
  childrenMax: 1000,
  /** Nodes of one TNDS document, and nodes that one may make with those its Paths imply: 413. */
  tndsNodesMax: 2000,
  /** Nodes of one device description. */
  ddfNodesMax: 10_000,
} as const;
