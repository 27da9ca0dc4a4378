/** Bounds of what the REST API takes; served at `GET /limits`. Units are in the names. */
export const API_LIMITS = {
  /** A JSON request body. */
  bodyBytesMax: 256 * 1024,
  /** A Delivery Package file. security.md C12 */
  packageBytesMax: 1024 * 1024 * 1024,
  pageItemsMax: 500,
  pageItemsDefault: 50,
  cursorCharsMax: 1024,
  deviceIdCharsMax: 128,
  nameCharsMax: 128,
  textCharsMax: 1024,
  labelsMax: 32,
  wakeUpAddressesMax: 4,
  wakeUpSecondsMin: 1,
  wakeUpSecondsMax: 24 * 3600,
  secretCharsMin: 16,
  secretCharsMax: 256,
  releasePackagesMax: 64,
  componentsMax: 64,
  offerNamesMax: 1000,
  deferralsMax: 100,
  blackoutsMax: 16,
  lockSecondsMax: 30 * 24 * 3600,
  /** Commands of a list, how deep they may stand in each other, characters of a URI and of one value. */
  treeCommandsMax: 100,
  uriCharsMax: 1024,
  treeDataCharsMax: 128 * 1024,
  alertChoicesMax: 100,
  taskSecondsMin: 60,
  taskSecondsMax: 365 * 24 * 3600,
  taskSecondsDefault: 7 * 24 * 3600,
  /** security.md A4 */
  enrolmentSecondsMax: 15 * 60,
  /** Of the policy that says what goes inside a session. */
  directBytesMax: 2 * 1024 * 1024 * 1024 - 1,
  idempotencyKeyCharsMax: 128,
} as const;
