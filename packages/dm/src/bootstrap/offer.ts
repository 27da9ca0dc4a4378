import { MEDIA_TYPE, utf8Encode } from '@scomo/syncml';
import { pushPdu, type WapPush } from '../notification/wap-push.ts';
import { WSP } from '../notification/wsp.ts';
import { multiByte } from '../octets.ts';
import {
  methodNamed,
  methodOfCpText,
  methodOfSec,
  type ProfileKind,
  type SecMethod,
  secOf,
} from './sec-methods.ts';

/** A bootstrap document as it came, not verified. */
export interface BootstrapOffer {
  readonly kind: ProfileKind;
  readonly body: Uint8Array;
  /** Absent when the offer is not signed, `unknown` when by a method that is not ours. */
  readonly method?: SecMethod | 'unknown';
  /** Hexadecimal in any case. */
  readonly mac?: string;
}

/** Content-Type of a signed DM profile. spec/omadm.md §6.4 */
export function dmContentType(method: SecMethod, mac: string): string {
  return `${MEDIA_TYPE.wbxml}; SEC=${method}; MAC=${mac}`;
}

/** Content-Type of a signed client provisioning document. spec/omadm.md §6.5 */
export function cpContentType(method: SecMethod, mac: string): string {
  return `${CP_TYPE}; SEC=${secOf(method)}; MAC=${mac}`;
}

const CP_TYPE = 'application/vnd.wap.connectivity-wbxml';

/** Media types of the two profiles, and how each of them names its methods. */
const KINDS: Readonly<Record<string, readonly [ProfileKind, (text: string) => SecMethod | undefined]>> = {
  [MEDIA_TYPE.wbxml]: ['dm', methodNamed],
  [CP_TYPE]: ['cp', methodOfCpText],
};

const CONTENT_TYPE_CHARS_MAX = 256;
const PARAMETER = /^\s*([a-z]+)\s*=\s*"?([^"]*?)"?\s*$/i;

/** Offer of a document that came with a Content-Type; undefined for another media type or parameters that cannot be read. spec/omadm.md §6.4, §6.5 */
export function offerOfHttp(contentType: string, body: Uint8Array): BootstrapOffer | undefined {
  if (contentType.length > CONTENT_TYPE_CHARS_MAX) return undefined;
  const [type = '', ...rest] = contentType.split(';');
  const media = type.trim().toLowerCase();
  const [kind, method] = (Object.hasOwn(KINDS, media) ? KINDS[media] : undefined) ?? [];
  if (kind === undefined || method === undefined) return undefined;
  let offer: BootstrapOffer = { kind, body };
  for (const text of rest) {
    const [, name = '', value = ''] = PARAMETER.exec(text) ?? [];
    if (name === '') return undefined;
    if (name.toUpperCase() === 'SEC') {
      if (offer.method !== undefined) return undefined;
      offer = { ...offer, method: method(value) ?? 'unknown' };
    } else if (name.toUpperCase() === 'MAC') {
      if (offer.mac !== undefined) return undefined;
      offer = { ...offer, mac: value };
    }
  }
  return offer;
}

/** Push PDU around a signed client provisioning profile. @throws Error as `wapPush`. spec/omadm.md §6.5 */
export function cpPush(body: Uint8Array, method: SecMethod, mac: string, transactionId: number): Uint8Array {
  const value = [
    WSP.contentType.connectivity | WSP.short,
    WSP.secParameter | WSP.short,
    secOf(method) | WSP.short,
    WSP.macParameter | WSP.short,
    ...utf8Encode(mac),
    0,
  ];
  return pushPdu([WSP.longLength, ...multiByte(value.length), ...value], body, transactionId);
}

/** Offer of a client provisioning push. */
export function offerOfPush(push: Extract<WapPush, { kind: 'connectivity' }>): BootstrapOffer {
  const { sec, mac, body } = push;
  return {
    kind: 'cp',
    body,
    ...(sec === undefined ? {} : { method: methodOfSec(sec) ?? 'unknown' }),
    ...(mac === undefined ? {} : { mac }),
  };
}
