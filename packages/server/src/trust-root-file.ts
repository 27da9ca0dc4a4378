import { readFile } from 'node:fs/promises';
import { initialTrust, type TrustRoot } from '@scomo/delivery';
import { packageCrypto } from './fleet-ports.ts';

/** The authority's public root, or in words why there is none. */
export type TrustRootFile =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly root: TrustRoot }
  | { readonly ok: false; readonly detail: string };

/** Reads and checks the root file; looked at anew each time, so that it may come or change while the server runs. */
export async function readTrustRoot(path: string): Promise<TrustRootFile> {
  try {
    const bytes = new Uint8Array(await readFile(path));
    return { ok: true, bytes, root: initialTrust(bytes, packageCrypto).root };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, detail: `put the authority's signed root file at ${path}: ${why}` };
  }
}
