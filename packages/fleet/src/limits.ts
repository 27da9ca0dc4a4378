/** Bounds of what operators may order, and of what a process remembers. Units are in the names. */
export const FLEET_LIMITS = {
  /** security.md A1 */
  secretBytesMin: 16,
  /** A device id without its prefix is looked for in secrets from this length on. */
  bareIdCharsMin: 8,
  /** security.md A4 */
  enrolmentSecondsMax: 15 * 60,
  /** Tries to save an operator's change of a device's account between the turns of the device. */
  savesMax: 8,
  taskSecondsDefault: 7 * 24 * 3600,
  deferralsDefault: 3,
  /** Offers that one device sees, newest first. */
  offersPerDeviceMax: 64,
  /** Device types, and devices, that one offer names. */
  offerNamesMax: 1000,
  /** Tasks that one device may bring about by asking: open at once, and within an hour. */
  requestsOpenMax: 16,
  requestsPerHourMax: 60,
  /** Characters of a summary in the catalogue on the device. */
  offerSummaryCharsMax: 500,
  /** Commands of one tree task, those inside others included, and characters of their data together. */
  treeCommandsMax: 100,
  treeDataCharsMax: 128 * 1024,
  wakeUpAddressesMax: 4,
  /** A trigger is sent again for this long at most. */
  wakeUpSecondsMax: 24 * 3600,
  /** Kept per device, newest first. */
  wakeUpsKept: 50,
  /** Bursts stay within this time's share of the set rate, so that no second sees more than 1.5 times it. security.md P15 */
  wakeUpBurstMs: 500,
  /** From one sending of a trigger to the next: three times longer each time. */
  wakeUpRetrySecondsFirst: 10,
  wakeUpRetrySecondsMax: 6 * 3600,
  /** Open sessions remembered between their turns; those of the longest silence go first. */
  openSessionsMax: 8_192,
  /** Facts and rows of all of them together: most of what one weighs. */
  openSessionFactsMax: 262_144,
  /** Older ones are loaded. */
  openSessionSecondsMax: 30,
  /** Sets that are tried to complete one, and members of a completed one. */
  setsLookedAt: 2000,
  resolvedMembersMax: 36,
  /** Components whose packages are looked through to complete a set. */
  resolvedComponentsMax: 64,
  /** Newest packages of a component that are looked through for the version that a device has. */
  previousLookedAt: 100,
  /** Of a device's User-Agent header. */
  userAgentCharsMax: 256,
  /** Between two times that a device opens a session with the zero nonce; nodes looked at in its `./DMAcc`, and characters of each. security.md A8 */
  resyncSecondsMin: 24 * 3600,
  resyncNodesMax: 8,
  resyncCharsMax: 1024,
  /** Wrong credentials; counted by each process. security.md A14 */
  gate: {
    /** Of one device at one address, before the first pause; a stale nonce costs one. */
    tries: 5,
    /** The same, for a device with more failures than `deviceFailuresCalm` from anywhere. */
    triesUnderAttack: 1,
    deviceFailuresCalm: 10,
    /** At one address, for all devices together that have not proven themselves there. */
    addressTries: 20,
    /** First pause; each one after it is three times as long. */
    holdSeconds: 5,
    /** Longest pause of a device at an address. */
    holdSecondsMax: 15 * 60,
    /** The same where the device has proven itself, and of an address as a whole. */
    holdKnownSecondsMax: 60,
    /** Failures are forgotten when none was added for so long. */
    forgetSeconds: 3600,
    /** Remembered devices, addresses, and devices at addresses: so many of each. */
    entriesMax: 20_000,
  },
} as const;
