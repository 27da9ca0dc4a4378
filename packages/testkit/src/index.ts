export * from './arbitrary-message.ts';
export * from './certificates.ts';
