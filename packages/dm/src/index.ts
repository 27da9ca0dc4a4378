export type * from './auth/credentials.ts';
export { a1Of } from './auth/digests.ts';
export * as bootstrap from './bootstrap.ts';
export * as client from './client.ts';
export * as mac from './mac.ts';
export * as notification from './notification.ts';
export type { ServerEvent } from './server/events.ts';
export * as server from './server.ts';
export type { AlertOptions } from './ui/alert-options.ts';
