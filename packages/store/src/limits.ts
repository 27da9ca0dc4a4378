/** Rows in one flush of the device path. */
export const BATCH_ROWS_MAX = 64;
/** Flushes of one kind under way at once. */
export const BATCH_LANES = 3;
/** How long an idle save may stay in memory. */
export const IDLE_FLUSH_MS = 250;
/** Connections to the database: the lanes of loads and saves, and some for operators. */
export const CONNECTIONS_MAX = 8;
export const CONNECT_WAIT_MS = 5_000;
/** A statement that runs longer is cancelled by the server. */
export const STATEMENT_MS_MAX = 30_000;
/** Items in one page of a list. */
export const PAGE_ITEMS_MAX = 500;
/** Sessions kept per device, newest first. */
export const SESSIONS_PER_DEVICE_MAX = 50;
/** How long the response to an Idempotency-Key is kept. */
export const REPLAY_KEPT_HOURS = 24;
/** From one try to listen for announcements to the next. */
export const LISTEN_AGAIN_MS = 1_000;
