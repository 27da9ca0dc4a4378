import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SetMember } from '@scomo/scomo';
import { sample } from '../../test/packages.ts';
import { Failure } from '../base/failure.ts';
import { checkOrdered } from './check-ordered.ts';

const texts = { de: { title: 'Eins', permissions: ['Netz', 'Kamera'] }, fr: {} };
const characteristics = {
  ...{ title: 'One', provider: 'Acme', summary: '', price: 'free', permissions: ['network'] },
  ...{ quality: 'works offline', notes: 'new', language: 'en', texts },
};
const signed = sample('com.example.one', '1.0', { characteristics, compat: ['gateway'] });
const whole: SetMember = { ...signed.member, ...characteristics, compat: ['gateway'] };

function order(member: SetMember) {
  const node = './SCOMO/Download/x';
  const download = { pkgId: signed.pkgId, pkgUrl: 'http://h/', installParams: '' };
  const set = { name: 's', members: [member], consent: { mode: 'ask', deferralsMax: 0 } } as const;
  return { operation: 'DownloadInstallInactive', serverId: 'scomo', uri: node, node, download, set } as const;
}
const check = (member: SetMember) => checkOrdered(signed.verified, order(member));

test('what is shown is what was signed; an older server shows less', () => {
  check(whole);
  check({ ...whole, texts: { de: { permissions: ['Kamera', 'Netz'], title: 'Eins' } } });
  check(signed.member);
});

for (const [what, change] of [
  ['quality', { quality: 'perfect' }],
  ['notes', { notes: 'nothing new' }],
  ['language', { language: 'de' }],
  ['compat', { compat: ['gateway', 'phone'] }],
  ['title in de', { texts: { de: { ...texts.de, title: 'Umsonst' } } }],
  ['price in fr', { texts: { fr: { price: 'gratuit' } } }],
  ['permissions in de', { texts: { de: { title: 'Eins' } } }],
  ['title in it', { texts: { it: { title: 'Uno' } } }],
] as const) {
  test(`another ${what} than signed is refused`, () =>
    assert.throws(
      () => check({ ...whole, ...change }),
      (error) => error instanceof Failure && error.code === 1413 && error.message.startsWith(`${what}: `),
    ));
}
