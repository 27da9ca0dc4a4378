export * from './auth/credentials.ts';
export * as client from './client/session.ts';
export * from './server/events.ts';
export * as server from './server/session.ts';
