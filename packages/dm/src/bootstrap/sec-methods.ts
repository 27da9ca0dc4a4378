import { utf8Encode } from '@scomo/syncml';
import { concat, hex } from '../octets.ts';
import type { BootstrapPorts } from './bootstrap-ports.ts';

/** How the key of a MAC is made, by the name of the DM profile. spec/omadm.md §6.4, §6.5 */
export type SecMethod = 'NETWORKID' | 'USERPIN' | 'USERPIN_NETWORKID';

/** The two kinds of bootstrap document: DM profile and client provisioning. */
export type ProfileKind = 'dm' | 'cp';

interface Row {
  readonly method: SecMethod;
  /** SEC of client provisioning, and its name there. */
  readonly sec: number;
  readonly cpName: string;
  readonly pin: boolean;
  readonly network: boolean;
}

const ROWS: readonly Row[] = [
  { method: 'NETWORKID', sec: 0, cpName: 'NETWPIN', pin: false, network: true },
  { method: 'USERPIN', sec: 1, cpName: 'USERPIN', pin: true, network: false },
  { method: 'USERPIN_NETWORKID', sec: 2, cpName: 'USERNETWPIN', pin: true, network: true },
];

/** What both sides know outside of the document. */
export interface BootstrapSecrets {
  readonly pin?: string;
  /** Octets of the network's secret in the form of the deployment: ASCII digits, or `imsiKey`. */
  readonly networkId?: Uint8Array;
}

/** Method of a name in any case; undefined for one that we do not know. */
export function methodNamed(name: string): SecMethod | undefined {
  return ROWS.find((row) => row.method === name.toUpperCase())?.method;
}

/** Method of a SEC parameter of client provisioning: a number, or its name in any case. spec/omadm.md §6.5 */
export function methodOfCpText(text: string): SecMethod | undefined {
  return ROWS.find((row) => String(row.sec) === text || row.cpName === text.toUpperCase())?.method;
}

/** Method of a SEC number of client provisioning; undefined for USERPINMAC and unknown ones. spec/omadm.md §6.5 */
export function methodOfSec(sec: number): SecMethod | undefined {
  return ROWS.find((row) => row.sec === sec)?.method;
}

/** SEC number of a method. */
export function secOf(method: SecMethod): number {
  return rowOf(method).sec;
}

/** Whether a PIN is part of the key. The network's secret is known to more than the two sides. */
export function takesPin(method: SecMethod): boolean {
  return rowOf(method).pin;
}

/** Key of the MAC; undefined when a secret that the method takes is not there. spec/omadm.md §6.4, §6.5 */
export function macKey(
  kind: ProfileKind,
  method: SecMethod,
  secrets: BootstrapSecrets,
): Uint8Array | undefined {
  const row = rowOf(method);
  const pin = row.pin ? secrets.pin : '';
  const network = row.network ? secrets.networkId : new Uint8Array();
  if (pin === undefined || network === undefined || (row.pin && pin === '')) return undefined;
  if (row.network && network.length === 0) return undefined;
  if (kind === 'cp') return concat(network, utf8Encode(pin));
  return concat(utf8Encode(row.pin && row.network ? `${pin}:` : pin), network);
}

/** `MAC`: upper-case hex of HMAC-SHA1 over the WBXML octets. spec/omadm.md §6.4 */
export function macOf(key: Uint8Array, body: Uint8Array, ports: Pick<BootstrapPorts, 'hmacSha1'>): string {
  return hex(ports.hmacSha1(key, body));
}

/** Semi-octets of an IMSI, the network secret of NETWPIN. @throws Error when it is no run of digits. spec/omadm.md §6.5 */
export function imsiKey(imsi: string): Uint8Array {
  if (!/^\d{1,15}$/.test(imsi)) throw new Error('no IMSI: 1 to 15 digits');
  const digits = imsi.length % 2 === 1 ? `9${imsi}` : `1${imsi}F`;
  const pairs = digits.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair.charAt(1) + pair.charAt(0), 16));
}

function rowOf(method: SecMethod): Row {
  const row = ROWS.find((one) => one.method === method);
  if (row === undefined) throw new Error(`no bootstrap method ${method}`);
  return row;
}
