export { compose } from './server/compose.ts';
export { isFreshStart, mayCommand, receive } from './server/receive.ts';
export type * from './server/session.ts';
export { renderAlertOptions } from './ui/alert-options.ts';
