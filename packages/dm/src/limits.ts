import { LIMITS as CODEC_LIMITS } from '@scomo/syncml';

/** Bounds of one session, both roles. */
export const LIMITS = {
  /** Octets we announce as MaxMsgSize. spec/omadm.md §1.3 */
  announcedMessageBytes: 65_536,
  /** Octets a peer is taken to accept when it announces nothing. */
  peerMessageBytesDefault: 16_384,
  /** A smaller MaxMsgSize is raised to this: header and one Status need it. */
  peerMessageBytesMin: 1_500,
  /** A larger one is cut to this: what the codec itself takes. */
  peerMessageBytesMax: CODEC_LIMITS.messageBytesMax,
  /** Commands of ours in one message, children included: the answer has at least as many. */
  commandsMax: 400,
  /** Our Creds that the peer may refuse before we give up. spec/omadm.md §5.4 rule 4 */
  proofRoundsMax: 2,
  /** DevInfo leaves kept from package 1, and characters of each name and value. */
  devInfoLeavesMax: 64,
  devInfoCharsMax: 256,
  /** Characters of an oddity's detail: a peer's words may stand in it. */
  oddityCharsMax: 200,
  /** Own messages whose commands may still be answered (Q2, Q41). */
  pendingMessagesMax: 8,
} as const;
