import { hkdfSync, randomBytes } from 'node:crypto';
import type { DataFolder } from './data-folder.ts';
import { secretFile } from './durable-file.ts';

export interface Keys {
  /** Encrypts secrets in the database. security.md A9 */
  readonly store: Uint8Array;
  /** Encrypts answers kept for repeated requests. */
  readonly replay: Uint8Array;
  /** Signs download links. */
  readonly links: Uint8Array;
  /** Makes the answers to devices that do not exist. security.md A14 */
  readonly refusals: Uint8Array;
}

/** All keys of the server come from one file, made at the first start. Throws Error when it is damaged. */
export function readKeys(folder: DataFolder): Keys {
  const hex = secretFile(folder.serverKey, () => randomBytes(32).toString('hex'));
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new Error(`${folder.serverKey} is damaged: it must hold 64 hex digits. Restore it from a backup`);
  }
  const master = Buffer.from(hex, 'hex');
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', master, '', `scomo ${purpose}`, 32));
  return {
    store: derive('store secrets'),
    replay: derive('replayed answers'),
    links: derive('download links'),
    refusals: derive('refusals'),
  };
}

/** The operator's first token, made at the first start. */
export function readAdminToken(folder: DataFolder): string {
  const token = secretFile(folder.adminToken, () => randomBytes(32).toString('base64url'));
  if (token.length < 32) throw new Error(`${folder.adminToken} is damaged: delete it to get a new token`);
  return token;
}
