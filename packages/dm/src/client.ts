export { openSession } from './client/open-session.ts';
export { macOf } from './client/own-proof.ts';
export { receive } from './client/receive.ts';
export type * from './client/session.ts';
