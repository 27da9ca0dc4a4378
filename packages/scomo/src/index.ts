export * from './device/order.ts';
export * from './object.ts';
export * from './result-codes.ts';
export * from './server/knowledge.ts';
export * from './server/reconcile.ts';
export * from './server/task.ts';
export * from './set.ts';
export * from './states.ts';
