import { LIMITS as CODEC_LIMITS } from '@scomo/syncml';

/** Bounds of one session, both roles, and of what reaches a device outside of sessions. */
export const LIMITS = {
  /** Characters of an x-syncml-hmac header. security.md A11 */
  macHeaderCharsMax: 1_024,
  /** Octets we announce as MaxMsgSize. spec/omadm.md §1.3 */
  announcedMessageBytes: 65_536,
  /** Octets a peer is taken to accept when it announces nothing. */
  peerMessageBytesDefault: 16_384,
  /** A smaller MaxMsgSize is raised to this: header and one Status need it. */
  peerMessageBytesMin: 1_500,
  /** A larger one is cut to this: what the codec itself takes. */
  peerMessageBytesMax: CODEC_LIMITS.messageBytesMax,
  /** Octets of one object that a server takes from a client (MaxObjSize), and of all of one session. */
  announcedObjectBytes: 1024 * 1024,
  sessionObjectBytesMax: 8 * 1024 * 1024,
  /** Octets of an object for which a message is worth while; fewer wait for an emptier one. */
  chunkBytesMin: 256,
  /** Octets of an object in chunks that ends up in the tree, or in an event: kept until its last chunk has come. */
  heldObjectBytesMax: 256 * 1024,
  /** Commands of ours in one message, children included: the answer has at least as many. */
  commandsMax: 400,
  /** Our Creds that the peer may refuse before we give up. spec/omadm.md §5.4 rule 4 */
  proofRoundsMax: 2,
  /** DevInfo leaves kept from package 1, and characters of each name and value. */
  devInfoLeavesMax: 64,
  devInfoCharsMax: 256,
  /** Characters of an oddity's detail: a peer's words may stand in it. */
  oddityCharsMax: 200,
  /** Characters kept of what a server says beside the Status of an alert. */
  alertWordsCharsMax: 1024,
  /** Own messages whose commands may still be answered (Q2, Q41). */
  pendingMessagesMax: 8,
  /** Choices of a UI alert, and characters of its text and of one choice; more cannot be displayed (416). */
  alertChoicesMax: 100,
  alertTextCharsMax: 2048,
  alertChoiceCharsMax: 256,
  /** Octets of a server id in a notification that we build: a widespread client takes no longer one. spec/omadm.md §6.1 */
  triggerServerIdBytesMax: 23,
  /** Octets of a whole Package #0, vendor octets included. */
  notificationBytesMax: 1_024,
  /** Octets of a WAP push PDU, and short messages it may come in (128 octets each). */
  pushBytesMax: 8_192,
  smsPartsMax: 64,
  /** Octets of a bootstrap document of either profile. */
  bootstrapBytesMax: 16_384,
  /** Octets of one text of a bootstrapped account, and credentials in it. */
  accountTextBytesMax: 1_024,
  accountAuthsMax: 4,
  /** Elements of a provisioning document, how deep, and octets of text in it: a string table may be named again and again. */
  provisioningElementsMax: 256,
  provisioningDepthMax: 8,
  provisioningTextMax: 16_384,
} as const;
