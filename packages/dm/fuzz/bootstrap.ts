import { isDeepStrictEqual } from 'node:util';
import { BootstrapError } from '../src/bootstrap/bootstrap-error.ts';
import { buildCpProfile } from '../src/bootstrap/build-cp-profile.ts';
import { buildDmProfile } from '../src/bootstrap/build-dm-profile.ts';
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
export const seeds: readonly Uint8Array[] = [buildDmProfile(profile, 'D'), buildCpProfile(profile)];

/** A document is refused by the typed error, or its account is one that can be written and read again. */
export function fuzz(data: Uint8Array): void {
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
