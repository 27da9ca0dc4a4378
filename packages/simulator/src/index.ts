export * from './child.ts';
export * from './cutting-proxy.ts';
export * from './device-box.ts';
export * from './programs.ts';
export * from './scripted-device.ts';
export * from './world.ts';
