/** Bounds of what operators may order. Units are in the names. */
export const FLEET_LIMITS = {
  /** security.md A1 */
  secretBytesMin: 16,
  /** A device id without its prefix is looked for in secrets from this length on. */
  bareIdCharsMin: 8,
  /** security.md A4 */
  enrolmentSecondsMax: 15 * 60,
  taskSecondsDefault: 7 * 24 * 3600,
  deferralsDefault: 3,
} as const;
