import type { bootstrap } from '../src/index.ts';

/** The account of vectors 09 and 11. */
export const VECTOR_PROFILE: bootstrap.BootstrapProfile = {
  node: 'ExampleDM',
  serverId: 'dm.example.net',
  name: 'Example DM',
  addr: 'https://dm.example.net/oma',
  authPref: 'DIGEST',
  auth: [
    {
      level: 'CLCRED',
      type: 'DIGEST',
      name: 'dev-0042',
      secret: 'Sup3r-S3cret',
      data: new Uint8Array(Buffer.from('ABEiM0RVZneImaq7zN3u/w==', 'base64')),
    },
    {
      level: 'SRVCRED',
      type: 'DIGEST',
      name: 'dm.example.net',
      secret: 'srv-pass-77',
      data: new Uint8Array(Buffer.from('/+7dzLuqmYh3ZlVEMyIRAA==', 'base64')),
    },
  ],
  port: 443,
};

/** What client provisioning can carry of it. */
export const VECTOR_CP_PROFILE: bootstrap.BootstrapProfile = { ...VECTOR_PROFILE, node: '1', authPref: '' };
