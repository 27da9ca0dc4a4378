export * from './crypto.ts';
export * from './errors.ts';
export * from './manifest.ts';
export * from './trust.ts';
