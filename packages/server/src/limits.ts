import { LIMITS as SYNCML_LIMITS } from '@scomo/syncml';

/** Sizes and counts of this server. security.md §4.3 */
export const SERVER_LIMITS = {
  headerBytesMax: 8 * 1024,
  requestsPerSocketMax: 100,
  dmBodyBytesMax: SYNCML_LIMITS.messageBytesMax,
  /** DM turns at work at the same time; above it 503. */
  dmTurnsMax: 1024,
  /** Bytes of a refused body that are still read, so that the answer reaches the peer. */
  drainBytesMax: 1024 * 1024,
  /** Challenges in one session; then the peer is turned away. security.md A14 */
  authRoundsMax: 3,
  /** Messages of one session in both directions; a device that is never done is cut off. */
  sessionMessagesMax: 500,
  /** A download link opens one package to one device for this long. security.md V14.2.1 */
  linkSecondsMax: 3600,
  /** Devices that wait for wake-ups by WebSocket, on this server; those that have not proven themselves, in all and from one network. */
  wakeSocketsMax: 20_000,
  wakeProofsMax: 256,
  wakeProofsPerNetworkMax: 16,
  wakeProofBytesMax: 1024,
  /** One status line of a download. */
  noticeBytesMax: 256,
  /** A peer that is told 503 comes back after this. */
  retryAfterSeconds: 5,
} as const;

/** Time-outs in milliseconds. security.md §4.3 */
export interface HttpTimes {
  /** Until the headers are there. */
  readonly headersMs: number;
  /** Until the body is there, but for uploads. */
  readonly bodyMs: number;
  /** Until an uploaded file is there. */
  readonly uploadMs: number;
  /** How often the first one is looked at. */
  readonly checkMs: number;
  /** Silence on a socket. */
  readonly idleMs: number;
  readonly tcpKeepAliveMs: number;
  /** For what is left of a refused body. */
  readonly drainMs: number;
  /** For requests at work when the server stops. */
  readonly stopMs: number;
  /** A refused DM message is answered at a multiple of this, so that the time does not tell why. security.md A14 */
  readonly refusalMs: number;
  /** How often the files of the certificate are looked at. */
  readonly certificateMs: number;
  /** Keys of TLS session tickets are thrown away after this. */
  readonly ticketsMs: number;
}

export const HTTP_TIMES: HttpTimes = {
  headersMs: 10_000,
  bodyMs: 30_000,
  uploadMs: 3_600_000,
  checkMs: 2_000,
  idleMs: 65_000,
  tcpKeepAliveMs: 30_000,
  drainMs: 2_000,
  stopMs: 10_000,
  refusalMs: 25,
  certificateMs: 5_000,
  ticketsMs: 12 * 3_600_000,
};

/** Milliseconds until networks that carry wake-ups count as away, and from one try to reach them to the next. */
export const WAKE_UP_TIMES = {
  connectMs: 10_000,
  answerMs: 5_000,
  retryMs: 2_000,
  enquireMs: 30_000,
  /** For the proof on a WebSocket. */
  proofMs: 10_000,
  /** A sign of life on a WebSocket; who has not answered the last one is gone. */
  beatMs: 50_000,
} as const;

/** Due wake-ups are looked for this often. */
export const WAKE_UP_MS = 250;

/** Open tasks past their time are ended this often. */
export const EXPIRE_TASKS_MS = 30_000;
