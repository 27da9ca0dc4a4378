export * from './arbitrary-message.ts';
