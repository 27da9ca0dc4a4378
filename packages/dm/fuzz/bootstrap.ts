import { isDeepStrictEqual } from 'node:util';
import { BootstrapError } from '../src/bootstrap/bootstrap-error.ts';
import { buildCpProfile } from '../src/bootstrap/build-cp-profile.ts';
import { buildDmProfile } from '../src/bootstrap/build-dm-profile.ts';
import { type BootstrapOffer, cpContentType, dmContentType, offerOfHttp } from '../src/bootstrap/offer.ts';
import type { BootstrapProfile } from '../src/bootstrap/profile.ts';
import { readCpProfile } from '../src/bootstrap/read-cp-profile.ts';
import { readDmProfile } from '../src/bootstrap/read-dm-profile.ts';

const profile: BootstrapProfile = {
  node: 'Acc',
  serverId: 'a.example',
  name: 'A',
  addr: 'https://a.example/dm',
  authPref: 'DIGEST',
  auth: (['CLCRED', 'SRVCRED'] as const).map((level) => ({
    level,
    type: 'DIGEST' as const,
    name: 'n',
    secret: 's',
    data: Uint8Array.of(1, 2, 3),
  })),
  port: 443,
};

export const tokens: readonly (string | Uint8Array)[] = [
  ...[
    'MgmtTree',
    'w7',
    'NAME',
    'APPLICATION',
    'urn:oma:mo:oma-dm-dmacc:1.0',
    './Inbox',
    'URI',
    '..',
    '<MgmtTree/>',
    ';SEC=',
    ';MAC=',
    'NETWPIN',
  ],
  ...[
    [0xc6, 0x00, 0x01, 0x55, 0x01],
    [0x87, 0x00, 0x01, 0x36],
    [0x00, 0x00, 0x06, 0x03],
    [0x83, 0x00],
    [0x02, 0x41],
  ].map((octets) => Uint8Array.from(octets)),
  ...[
    [0xc3, 0x01, 0x41],
    [0x53, 0x01, 0x87, 0x23],
    [0x00, 0x02],
    [0x02, 0x00, 0x00, 0x6a],
    [0x02, 0x0b, 0x6a],
  ].map((octets) => Uint8Array.from(octets)),
];
const MAC = 'C6EF52049804F3F10137B442A290A147D375D419';
export const seeds: readonly (string | Uint8Array)[] = [
  buildDmProfile(profile, 'D'),
  buildCpProfile(profile),
  dmContentType('USERPIN_NETWORKID', MAC),
  cpContentType('USERPIN', MAC),
  `application/vnd.wap.connectivity-wbxml;sec="usernetwpin" ; mac=${MAC.toLowerCase()}`,
];

/** A document is refused by the typed error, or its account is one that can be written and read again. So is what a Content-Type says. */
export function fuzz(data: Uint8Array): void {
  const offer = offerOfHttp(Array.from(data, (octet) => String.fromCharCode(octet)).join(''), data);
  if (offer !== undefined) sameType(offer);
  const dm = accountOf(data, readDmProfile);
  if (dm !== undefined) same(dm, readDmProfile(buildDmProfile(dm, 'D')));
  const cp = accountOf(data, readCpProfile);
  if (cp !== undefined) same(cp, readCpProfile(buildCpProfile(cp)));
}

function accountOf(
  data: Uint8Array,
  read: (bytes: Uint8Array) => BootstrapProfile,
): BootstrapProfile | undefined {
  try {
    return read(data);
  } catch (error) {
    if (error instanceof BootstrapError) return undefined;
    throw error;
  }
}

function same(given: BootstrapProfile, back: BootstrapProfile): void {
  if (!isDeepStrictEqual(given, back))
    throw new Error(`${JSON.stringify(given)} came back as ${JSON.stringify(back)}`);
}

function sameType({ kind, method, mac, body }: BootstrapOffer): void {
  if (method === undefined || method === 'unknown' || mac === undefined || !/^[0-9A-F]{40}$/i.test(mac))
    return;
  const text = (kind === 'dm' ? dmContentType : cpContentType)(method, mac);
  if (!isDeepStrictEqual(offerOfHttp(text, body), { kind, body, method, mac }))
    throw new Error(`${text} is read as something else`);
}
