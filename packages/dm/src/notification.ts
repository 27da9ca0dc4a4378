export * from './notification/build-trigger.ts';
export { readTrigger } from './notification/read-trigger.ts';
export { readWapPush } from './notification/read-wap-push.ts';
export { sessionIdText } from './notification/session-id-text.ts';
export * from './notification/sms.ts';
export type { Initiator, NotificationPorts, Trigger, UiMode } from './notification/trigger.ts';
export * from './notification/verify-trigger.ts';
export { wakeProof } from './notification/wake-proof.ts';
export { type WapPush, wapPush } from './notification/wap-push.ts';
