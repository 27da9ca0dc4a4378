import { initialTrust, type TrustRoot } from '@scomo/delivery';
import { ConfigError } from '../base/config-error.ts';
import { packageCrypto } from '../base/node-crypto.ts';

/** The root in a trust root file. Throws ConfigError. */
export function readRoot(bytes: () => Uint8Array, name: string): TrustRoot {
  try {
    return initialTrust(bytes(), packageCrypto).root;
  } catch (error) {
    throw new ConfigError(`trust root ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
