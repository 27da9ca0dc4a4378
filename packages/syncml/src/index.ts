export * from './codec.ts';
export * from './commands.ts';
export * from './data.ts';
export * from './errors.ts';
export * from './limits.ts';
export * from './message.ts';
export * from './meta.ts';
export * from './parts.ts';
