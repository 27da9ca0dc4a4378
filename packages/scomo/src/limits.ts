/** Bounds of what is read from a report. */
export const REPORT_LIMITS = {
  /** Characters of Data that are looked at. */
  rawCharsMax: 4096,
  identifierCharsMax: 256,
  detailCharsMax: 1024,
} as const;

/** Bounds of what the server keeps of a device and of how long it waits for it. */
export const SERVER_LIMITS = {
  /** Facts of one session; the inventory of a larger device is not read. */
  factsMax: 20_000,
  /** UTF-16 units of one leaf's value; a longer one is not kept. Names of children are bounded by the message. */
  valueLengthMax: 16_384,
  /** Children of the root that are asked for their Type. */
  rootChildrenMax: 64,
  /** Commands offered for one message. */
  commandsPerMessageMax: 200,
  /** Tries of one Exec. */
  attemptsMax: 3,
  /** UTF-16 units kept of what a device says in words to a write. */
  saidCharsMax: 256,
  /** Reports kept per operation. */
  reportsMax: 64,
  /** Consent answers kept per task, and UTF-16 units of the Data of one, with the whole text that was shown. */
  consentAnswersMax: 50,
  consentCharsMax: 64 * 1024,
  /** A client that got no answer to a UI alert in time is asked again after this. */
  askAgainHours: 1,
  /** UTF-16 units of the Data that says why a device waits. */
  heldCharsMax: 2048,
  /** Characters of Members as they are sent: other languages than the device's are left out first. */
  membersCharsMax: 12_288,
  /** Members of a set: their node names end in one digit to base 36. */
  setMembersMax: 36,
  /** Members that are taken back on a device without sets: each may need a second node. */
  undoneMembersMax: 18,
  /** Characters of a node name that every device takes. spec/scomo.md §3.5 */
  nodeNameLengthMax: 31,
  /** Times that a get of a tree task is sent: its answer may be lost with a session. */
  treeReadTriesMax: 5,
  /** Characters of results and reports that one tree task keeps, their names included; more is cut. */
  treeResultCharsMax: 256 * 1024,
  /** Items of one Status that a tree task keeps, and characters of each. */
  treeAnswersMax: 64,
  treeAnswerCharsMax: 1024,
  /** After this an accepted Exec without a report is settled from the tree. spec/scomo.md §2.11 */
  reportHoursMax: 24,
  /** So long the report of an operation order is waited for although the tree shows success: it brings the result code. */
  reportGraceHours: 1,
} as const;

/** Bounds of requests of a device and of what it is offered. docs/scomo-extension.md */
export const REQUEST_LIMITS = {
  /** Offers in a device's tree. */
  offersMax: 64,
  /** UTF-16 units of one offer as it stands there; a longer one is left out. */
  offerCharsMax: 16_384,
  /** UTF-16 units of a request, or of the answer to one. */
  wishCharsMax: 1_024,
  /** Requests of one message that are looked at. */
  perMessageMax: 16,
  /** Hours between two periodic checks. */
  checkHoursMax: 8_760,
} as const;

/** How packages come to devices when nobody says. docs/delivery.md */
export const DELIVERY_LIMITS = {
  /** Most that goes inside a session: about what a connection of its own costs, and more where bytes have a price. */
  directBytesMax: { unmetered: 16_000, metered: 64_000 },
  /** Less than this comes from the server itself even if it lies in the bucket. */
  bucketBytesMin: 1024 * 1024,
} as const;

/** Bounds of what a device keeps for its servers. */
export const DEVICE_LIMITS = {
  /** Entries of Blacklisted, and of Whitelisted. */
  listEntriesMax: 256,
} as const;

/** Bounds of a set as a server writes it. docs/scomo-extension.md */
export const SET_LIMITS = {
  membersMax: 64,
  permissionsMax: 64,
  /** Characters of any one text of a member. */
  textCharsMax: 2048,
  /** Languages of a member beside the first. */
  languagesMax: 32,
  blackoutsMax: 16,
} as const;
