export { shownScheme } from './auth/check-cred.ts';
export { firstWords } from './server/authenticate.ts';
export { compose } from './server/compose.ts';
export { macOf } from './server/own-proof.ts';
export { isFreshStart, mayCommand, receive } from './server/receive.ts';
export { wantedSlice } from './server/send-object.ts';
export type * from './server/session.ts';
export { wantsChunks } from './server/take-chunks.ts';
export { renderAlertOptions } from './ui/alert-options.ts';
