export * from './device-object.ts';
export * from './execute.ts';
export * from './node.ts';
