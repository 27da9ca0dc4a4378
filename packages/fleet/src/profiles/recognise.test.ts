import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Learnt } from './profile.ts';
import { PROFILES } from './profiles.ts';
import { profileOf, recognise } from './recognise.ts';

const ROWS: readonly [profile: string, info: Readonly<Record<string, string>>, learnt: Learnt][] = [
  ['scomo', { Man: 'Scomo' }, { userAgent: 'scomo-agent' }],
  ['windows', { Man: 'Contoso', DmV: '1.3' }, { userAgent: 'MSFT OMA DM Client/1.2.0.1' }],
  ['mediatek', { Man: 'Unknown' }, { nodes: 'CMCCSCM' }],
  ['mediatek', { Man: 'MTK', Mod: 'MT6575' }, {}],
  ['redbend', { DmV: 'vDM 4.8' }, {}],
  ['redbend', {}, { nodes: 'RB_DP' }],
  ['symbian', { Man: 'Nokia', Mod: 'N97' }, {}],
  ['verizon', { Man: 'LGE' }, { nodes: 'SCM' }],
  ['webos', { Man: 'Palm Inc.', Mod: 'Pre' }, {}],
  ['aosp', { Man: 'Motorola', Mod: 'XT1080' }, {}],
  ['samsung', { Man: 'SAMSUNG', Mod: 'SM-G900V' }, {}],
  ['samsung', {}, { userAgent: 'SyncML DM Client' }],
  ['libdmclient', {}, { userAgent: 'libdmclient/0.3' }],
  ['hotspot', { Man: 'Manufacturer', Mod: 'HS20-station' }, {}],
  ['funambol', {}, { userAgent: 'Funambol DM Client 6.5' }],
  ['plain', { Man: 'Acme' }, { lists: 'refused' }],
  ['default', { Man: 'Acme', Mod: 'One', DmV: '1.2' }, { userAgent: 'curl' }],
  ['default', {}, {}],
];
for (const [profile, info, learnt] of ROWS) {
  test(`${profile}: ${JSON.stringify({ ...info, ...learnt })}`, () => {
    assert.equal(recognise(info, learnt).name, profile);
  });
}

test('every profile is recognised by some row above, and has a name of its own', () => {
  const names = PROFILES.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], names);
  assert.deepEqual(new Set(ROWS.map(([name]) => name)), new Set(names));
});

test('what the type says counts more than what is recognised', () => {
  assert.equal(profileOf({ info: { Man: 'Nokia' }, typeProfile: 'default' }).name, 'default');
  assert.equal(profileOf({ info: { Man: 'Nokia' }, typeProfile: 'of a newer version' }).name, 'symbian');
});

test('a client that refuses lists is asked for none, whatever its profile', () => {
  const device = { info: { Man: 'Samsung' }, learnt: { lists: 'refused' } } as const;
  assert.deepEqual([profileOf(device).name, profileOf(device).ways.lists], ['samsung', false]);
});
