const SECOND = 1000;
const MINUTE = 60 * SECOND;
const KIB = 1024;
const MIB = 1024 * KIB;

/** Bounds of the agent: time in milliseconds, sizes in bytes. security.md §4.1, C8, C9, C11 */
export const LIMITS = {
  /** Servers that may manage one device. */
  accountsMax: 16,
  /** A clock that is further ahead of a server's is not believed. */
  clockAheadMs: 10 * MINUTE,
  /** After a restart the last word of a server counts when the own clock is further ahead of it. security.md §2.3 */
  clockAwayMs: 30 * 24 * 60 * MINUTE,
  /** What a server says is written down when it differs so much from what was. */
  clockKeepMs: 60 * MINUTE,
  /** Orders kept with their outcome, so that a repeated Correlator is known. security.md P1 */
  ordersKept: 1000,
  historyKept: 5000,
  /** What was asked of servers, with what they said. */
  requestsKept: 200,
  reportBytesMax: 64 * KIB,
  /** One DM message in either direction. */
  messageBytesMax: 256 * KIB,
  /** The least that a device may be told to take. */
  messageBytesMin: 1_500,
  /** Octets of one value in chunks, as they come: a package, or its base64 text. */
  objectBytesMax: 2048 * MIB,
  /** Most that is read of a file to find its head. */
  headBytesMax: 260 * KIB,
  connectMs: 30 * SECOND,
  /** No byte for this long ends a request. */
  idleMs: 60 * SECOND,
  /** The same bytes are sent again after a broken connection, so often. */
  resendsMax: 3,
  resendPauseMs: 500,
  retryAfterMaxMs: 10 * MINUTE,
  backoffFirstMs: 1 * SECOND,
  backoffMaxMs: 10 * MINUTE,
  /** Least time between two sessions that triggers have asked for, and what chance adds to it. security.md A13 */
  wakeUpPauseMs: 1 * MINUTE,
  wakeUpJitterMs: 10 * SECOND,
  /** A packet of an MQTT broker: a push and its topic. */
  mqttPacketBytesMax: 10 * KIB,
  mqttKeepAliveMs: 60 * SECOND,
  /** The server gives a sign of life each 50 s. */
  websocketSilenceMs: 120 * SECOND,
  /** Session ids of triggers that are known again. */
  wakeUpsRemembered: 64,
  sessionMessagesMax: 200,
  authRoundsMax: 4,
  redirectsMax: 3,
  /** Slower than this over the window: the connection is dropped and the download goes on later. */
  rateBytesPerSecond: 1 * KIB,
  rateWindowMs: 60 * SECOND,
  /** How often an order that waits for power says so again. */
  preflightAgainMs: 60 * MINUTE,
  /** Tries in a row that brought nothing, before a download is given up. */
  downloadTriesMax: 8,
  downloadPauseFirstMs: 500,
  downloadPauseMaxMs: 60 * SECOND,
  /** Requests for one package in all, and bytes that may come for it beside its own, as many times its size: both count over restarts. */
  downloadRequestsMax: 1_000,
  downloadExcessTimes: 2,
  /** One chunk arriving wrong so often ends the download. */
  chunkTriesMax: 3,
  /** Tries to tell a download server how it went. */
  noticeTriesMax: 4,
  /** Room that a download or an unpacking leaves free. */
  spareBytes: 16 * MIB,
  spareInodes: 64,
  /** File given up when the disk is full, so that the journal can go on. security.md P13 */
  reserveBytes: 8 * MIB,
  /** Changes that killed the agent and are not tried again. */
  quarantinedMax: 64,
  /** A set is switched back when the agent died so often while its programs started. */
  activationStartsMax: 3,
  /** How long a started program must live when there is no probe. */
  settleMs: 500,
  probePauseMs: 200,
  outputBytesMax: 64 * KIB,
  /** Octets of InstallParams: they go into the environment of programs. */
  installParamsBytesMax: 4 * KIB,
  /** Changes whose outcome may be asked for again. */
  outcomesKept: 32,
  /** A request to the privileged part, and the time it may take to come. */
  requestBytesMax: 1 * MIB,
  requestMs: 10 * SECOND,
  requestNamesMax: 256,
  requestTextMax: 256,
  /** Its answer: an inventory of some ten thousand components. */
  answerBytesMax: 32 * MIB,
  installerConnectionsMax: 16,
  /** Between two looks whether the privileged part is there again. */
  installerPauseMs: 250,
  scriptMs: 10 * MINUTE,
  /** What an installer plug-in may answer, say on standard error and want back with `revert`. docs/installer-plugins.md */
  pluginAnswerBytesMax: 4 * MIB,
  pluginSaidCharsMax: 4 * KIB,
  pluginUndoBytesMax: 64 * KIB,
  pluginComponentsMax: 10_000,
  pluginListMs: 30 * SECOND,
  /** Larger ones belong to no package that anybody has made. */
  packageJsonBytesMax: 1 * MIB,
  /** How long dpkg waits for another dpkg or apt, and between two tries. */
  dpkgLockMs: 5 * MINUTE,
  dpkgLockPauseMs: 1 * SECOND,
  stopMs: 5 * SECOND,
  restartFirstMs: 1 * SECOND,
  restartMaxMs: 60 * SECOND,
  /** A program that ends so often in a row, none of its lives longer than the longest pause, is given up. */
  deathsMax: 5,
  logBytesMax: 1 * MIB,
  logBytesKept: 128 * KIB,
  logCheckMs: 10 * SECOND,
  /** How often a waiting question looks for a new answer. */
  consentPollMs: 1 * SECOND,
  /** The reboot command has so long to be taken on. */
  rebootMs: 60 * SECOND,
  /** After this a question that nobody has answered counts as a no. */
  consentWaitMs: 30 * 24 * 3600 * SECOND,
  laterSecondsDefault: 3600,
  /** The local socket: octets of one line, connections at once, and how long one may be silent. */
  controlLineBytesMax: 16 * KIB,
  controlConnectionsMax: 16,
  controlIdleMs: 2 * MINUTE,
  /** How long who asks a server for something waits for its answer, and how often it looks. */
  answerWaitMs: 60 * SECOND,
  answerLookMs: 100,
  /** How long a server's question waits for the End User when it does not say, and at most. */
  alertWaitMs: 10 * MINUTE,
  alertWaitMaxMs: 60 * MINUTE,
  laterSecondsMax: 30 * 24 * 3600,
  /** A notification that was closed without an answer comes again after this. */
  notifyAgainMs: 60 * MINUTE,
  /** The page for the End User: a form, its fields, a header; requests at once, watchers among them. */
  formBytesMax: 2 * KIB,
  formFieldsMax: 8,
  acceptLanguageCharsMax: 256,
  pageConnectionsMax: 32,
  pageWatchersMax: 8,
  pageIdleMs: 10 * SECOND,
  pageWatchMs: 1 * SECOND,
  /** Lines of history on the page. */
  pageHistoryMax: 100,
  /** Locks of programs that are in use: how many at once, how long one holds without being taken again, characters of its reason. */
  locksMax: 32,
  lockSecondsMax: 24 * 3600,
  lockReasonCharsMax: 200,
} as const;
