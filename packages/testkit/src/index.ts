export * from './arbitrary-message.ts';
export * from './certificates.ts';
export * from './debian.ts';
export * from './s3-server.ts';
export * from './sample-messages.ts';
