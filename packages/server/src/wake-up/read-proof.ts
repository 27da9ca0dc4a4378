/** What a device says on its WebSocket; undefined when it is anything else. */
export function readProof(text: string): { readonly deviceId: string; readonly proof: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { deviceId, proof } = value as Readonly<Record<string, unknown>>;
  if (typeof deviceId !== 'string' || typeof proof !== 'string' || deviceId.includes('\0')) return undefined;
  return { deviceId, proof };
}
