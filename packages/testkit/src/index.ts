export * from './arbitrary-message.ts';
export * from './certificates.ts';
export * from './sample-messages.ts';
