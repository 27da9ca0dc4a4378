export { challengesOf, withZeroNonce } from './auth/resync.ts';
export { openSession } from './client/open-session.ts';
export { macOf } from './client/own-proof.ts';
export { receive } from './client/receive.ts';
export { type Asked, receiveAsking } from './client/receive-asking.ts';
export type * from './client/session.ts';
export { normalAnswer } from './ui/normal-answer.ts';
export type { UserAlert } from './ui/user-alert.ts';
