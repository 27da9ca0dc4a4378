/** Bounds of what is read from a report. */
export const REPORT_LIMITS = {
  /** Characters of Data that are looked at. */
  rawCharsMax: 4096,
  identifierCharsMax: 256,
  detailCharsMax: 1024,
} as const;
