/** Codes of WSP that device management uses. spec/omadm.md §6.3, §6.5 */
export const WSP = {
  push: 0x06,
  /** Set on an octet that is a short integer or a well-known name. */
  short: 0x80,
  /** Length octet that is followed by the length itself. */
  longLength: 0x1f,
  contentType: { notification: 0x44, connectivity: 0x36 },
  secParameter: 0x11,
  macParameter: 0x12,
  applicationIdHeader: 0x2f,
  /** `x-wap-application:syncml.dm` */
  syncmlDm: 0x07,
} as const;
