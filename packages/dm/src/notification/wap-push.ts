import { LIMITS } from '../limits.ts';
import { concat, multiByte } from '../octets.ts';
import { WSP } from './wsp.ts';

/** A WSP Push PDU that concerns device management. spec/omadm.md §6.3, §6.5 */
export type WapPush =
  | {
      readonly kind: 'notification';
      readonly transactionId: number;
      /** A Package #0. */
      readonly body: Uint8Array;
    }
  | {
      readonly kind: 'connectivity';
      readonly transactionId: number;
      /** Security method 0..127; absent when the push is not signed. */
      readonly sec?: number;
      /** Hexadecimal, as received. */
      readonly mac?: string;
      /** A wap-provisioningdoc in WBXML. */
      readonly body: Uint8Array;
    };

/** Push PDU around a Package #0. @throws Error for a transaction id that is no octet, a PDU over the limit. spec/omadm.md §6.3 */
export function wapPush(trigger: Uint8Array, transactionId: number): Uint8Array {
  const headers = [
    WSP.contentType.notification | WSP.short,
    WSP.applicationIdHeader | WSP.short,
    WSP.syncmlDm | WSP.short,
  ];
  return pushPdu(headers, trigger, transactionId);
}

/** Push PDU of WSP headers (content type first) and a body. */
export function pushPdu(headers: readonly number[], body: Uint8Array, transactionId: number): Uint8Array {
  if (!Number.isInteger(transactionId) || transactionId < 0 || transactionId > 0xff) {
    throw new Error(`transaction id ${transactionId} is no octet`);
  }
  const pdu = concat([transactionId, WSP.push], multiByte(headers.length), headers, body);
  if (pdu.length > LIMITS.pushBytesMax) {
    throw new Error(`push of ${pdu.length} octets, at most ${LIMITS.pushBytesMax}`);
  }
  return pdu;
}
