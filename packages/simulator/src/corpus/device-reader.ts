import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DeviceArea } from './case.ts';

interface Reader {
  deviceVerdict(area: DeviceArea, bytes: Uint8Array): string;
}

const READER = resolve(import.meta.dirname, '../../../dm/fuzz/device-verdict.ts');

/** What a device makes of octets, and how long it takes. The reader is loaded like a fuzz target: this workspace imports no engine. */
export async function readOnDevice(
  area: DeviceArea,
  bytes: Uint8Array,
): Promise<{ readonly device: string; readonly ms: number }> {
  const { deviceVerdict }: Reader = await import(pathToFileURL(READER).href);
  const started = performance.now();
  const device = deviceVerdict(area, bytes);
  return { device, ms: performance.now() - started };
}
