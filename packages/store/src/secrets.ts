import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

/** Seals secrets of one device for the database and opens them. security.md A9 */
export interface SecretBox {
  /** Format (1 byte) ‖ IV (12) ‖ tag (16) ‖ ciphertext; bound to the device. */
  seal(deviceId: string, text: string): Buffer;
  /** Throws when the bytes were changed, belong to another device, or to another key. */
  open(deviceId: string, sealed: Uint8Array): string;
}

/** @param masterKey 32 bytes; each device gets its own key from it, so that random IVs never run out. */
export function secretBox(masterKey: Uint8Array): SecretBox {
  if (masterKey.length !== KEY_BYTES) throw new Error(`the secrets key must have ${KEY_BYTES} bytes`);
  // HKDF-SHA-256 without salt for one block of output (RFC 5869): what is the same for all devices is done once.
  const extracted = createSecretKey(createHmac('sha256', Buffer.alloc(KEY_BYTES)).update(masterKey).digest());
  // A key object, because node takes 10 us to find out that octets are none.
  const keyOf = (deviceId: string): KeyObject =>
    createSecretKey(createHmac('sha256', extracted).update(`scomo device secrets\0${deviceId}\x01`).digest());
  return {
    seal(deviceId, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, keyOf(deviceId), iv, { authTagLength: TAG_BYTES });
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), iv, cipher.getAuthTag(), body]);
    },
    open(deviceId, sealed) {
      if (sealed[0] !== FORMAT || sealed.length < 1 + IV_BYTES + TAG_BYTES) {
        throw new Error(`sealed secrets of ${deviceId}: unknown format`);
      }
      const iv = sealed.subarray(1, 1 + IV_BYTES);
      const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(CIPHER, keyOf(deviceId), iv, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(tag);
      const body = sealed.subarray(1 + IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
