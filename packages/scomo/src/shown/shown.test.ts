import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member as made, pkg } from '../../test/device.ts';
import type { ConsentPolicy } from '../set.ts';
import { lookUp, textsIn, uiLanguage } from './languages.ts';
import { formatBytes, type Subject, shownText, shownTo } from './shown.ts';

const ASK: ConsentPolicy = { mode: 'ask', deferralsMax: 2 };
const one = made('com.example.one', pkg('1'), {
  bytes: 1536,
  compat: ['gateway'],
  quality: 'works offline',
  notes: 'Maps are new.',
  texts: { de: { title: 'Eins', summary: 'Zeigt das Wetter', permissions: ['Netz'] }, 'pt-BR': {} },
});
const about = (over: Partial<Subject> = {}): Subject => ({
  members: [one],
  policy: ASK,
  versionNow: () => '1.0.0',
  ...over,
});

test('the text tells all that matters', () => {
  const policy = {
    ...ASK,
    deadline: '2026-06-01T12:00:00Z',
    blackout: [
      { from: '22:00', to: '06:00' },
      { days: ['sat', 'sun'], from: '12:00', to: '14:00' },
    ],
  } as const;
  assert.equal(
    shownText(shownTo(['en'], about({ policy }))),
    `Title (com.example.one)
  Version:     1.0.0 → 2.0.0
  Provider:    Acme
  About:       Summary
  Price:       free
  Size:        1.5 KiB
  Permissions: network
  Quality:     works offline
  Made for:    gateway, like this device
  Notes:       Maps are new.
Without an answer it goes ahead on 2026-06-01T12:00:00Z.
Nothing is installed from 22:00 to 06:00, from 12:00 to 14:00 (Sat, Sun).`,
  );
});

test('in German, where the package speaks it, and in its first language where it does not', () => {
  const text = shownText(shownTo(['de-CH', 'en'], about({ versionNow: () => undefined })));
  assert.equal(
    text,
    `Eins (com.example.one)
  Version:     neu, 2.0.0
  Anbieter:    Acme
  Was es ist:  Zeigt das Wetter
  Preis:       free
  Größe:       1,5 KiB
  Rechte:      Netz
  Qualität:    works offline
  Gemacht für: gateway, wie dieses Gerät
  Hinweise:    Maps are new.`,
  );
});

test('what is not said is said to be so', () => {
  const bare = made('com.example.one', pkg('1'), { title: '', provider: '', price: '', permissions: [] });
  const text = shownText(shownTo(['en'], about({ members: [bare, { ...bare, component: 'b' }] })));
  for (const line of ['Provider:    not stated', 'Price:       not stated', 'Permissions: none'])
    assert.ok(text.includes(line), line);
  assert.match(text, /^com\.example\.one \(com\.example\.one\)/);
  assert.match(text, /Both are changed together, or neither\.$/);
});

test('a title cannot move the cursor or turn the text around', () => {
  const text = shownText(shownTo(['en'], about({ members: [{ ...one, title: 'a\u001b[2Jb\u202ec' }] })));
  assert.match(text, /^a\?\[2Jb\?c \(/);
});

for (const [wanted, available, found] of [
  [['de-CH-1996', 'fr'], ['fr', 'de'], 'de'],
  [['DE-ch'], ['de', 'de-CH'], 'de-CH'],
  [['fr', 'de'], ['de'], 'de'],
  [['pt'], ['pt-BR'], undefined],
  [[], ['de'], undefined],
  [['*'], ['de'], undefined],
] as const) {
  test(`of ${available.join(', ')} for ${wanted.join(', ')}: ${found}`, () =>
    assert.equal(lookUp(wanted, available), found));
}

test('the first language of a package counts like the others', () => {
  const german = { ...one, title: 'Haus', language: 'de', texts: { en: { title: 'House' } } };
  assert.equal(textsIn(german, ['de', 'en']).title, 'Haus');
  assert.equal(textsIn(german, ['en', 'de']).title, 'House');
  assert.equal(textsIn(german, ['fr']).title, 'Haus');
  assert.deepEqual(['en', 'de', 'en'], [uiLanguage(['fr', 'en']), uiLanguage(['de-AT']), uiLanguage(['fr'])]);
});

for (const [bytes, text] of [
  [0, '0 bytes'],
  [1023, '1023 bytes'],
  [1024, '1.0 KiB'],
  [1.5 * 2 ** 20, '1.5 MiB'],
  [2 ** 40, '1.0 TiB'],
] as const) {
  test(`size: ${bytes}`, () => assert.equal(formatBytes(bytes), text));
}
