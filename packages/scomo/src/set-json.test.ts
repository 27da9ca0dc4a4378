import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { member, pkg } from '../test/device.ts';
import { SET_LIMITS } from './limits.ts';
import { parseConsent, parseMembers } from './set-json.ts';

const A = member('com.a', pkg('a'));
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => member(`c${i}`, `sha256:${i.toString(16).padStart(64, '0')}`));
const text = 'x'.repeat(SET_LIMITS.textCharsMax);
const permissions = (count: number) => Array.from({ length: count }, () => 'p');

const languages = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`aa-${100 + i}`, { title: 't' }]));

const GOOD: [string, unknown, unknown][] = [
  ['one', [A], [A]],
  ['two', [A, member('com.b', pkg('b'))], [A, member('com.b', pkg('b'))]],
  ['unknown fields are dropped', [{ ...A, extra: 1 }], [A]],
  ['most members', many(SET_LIMITS.membersMax), many(SET_LIMITS.membersMax)],
  ['longest text', [{ ...A, summary: text }], [{ ...A, summary: text }]],
  [
    'everything that may be said',
    [
      {
        ...A,
        compat: ['x'],
        language: 'de',
        quality: 'q',
        notes: 'n',
        texts: { 'en-GB': { title: 't' }, fr: {} },
      },
    ],
    [
      {
        ...A,
        compat: ['x'],
        language: 'de',
        quality: 'q',
        notes: 'n',
        texts: { 'en-GB': { title: 't' }, fr: {} },
      },
    ],
  ],
  [
    'most languages',
    [{ ...A, texts: languages(SET_LIMITS.languagesMax) }],
    [{ ...A, texts: languages(SET_LIMITS.languagesMax) }],
  ],
  [
    'most permissions',
    [{ ...A, permissions: permissions(SET_LIMITS.permissionsMax) }],
    [{ ...A, permissions: permissions(SET_LIMITS.permissionsMax) }],
  ],
];
for (const [name, value, wanted] of GOOD) {
  test(`members: ${name}`, () => {
    assert.deepEqual(parseMembers(JSON.stringify(value)), wanted);
  });
}

const BAD: [string, unknown][] = [
  ['none', []],
  ['no list', A],
  ['null', null],
  ['null in it', [null]],
  ['list in it', [[]]],
  ['the same component twice', [A, { ...A, pkgId: pkg('b') }]],
  ['the same package twice', [A, { ...A, component: 'com.b' }]],
  ['one bad among good ones', [A, { ...A, component: 'com.b', pkgId: 'x' }]],
  ['too many', many(SET_LIMITS.membersMax + 1)],
  ['too long', [{ ...A, summary: `${text}x` }]],
  ['too many permissions', [{ ...A, permissions: permissions(SET_LIMITS.permissionsMax + 1) }]],
  ['permission no text', [{ ...A, permissions: [1] }]],
  ['too many languages', [{ ...A, texts: languages(SET_LIMITS.languagesMax + 1) }]],
  ['a language that is none', [{ ...A, texts: { x: {} } }]],
  ['texts under __proto__', [{ ...A, texts: JSON.parse('{"__proto__":{}}') }]],
  ['a translation that is none', [{ ...A, texts: { de: 'x' } }]],
  ['a translated title that is none', [{ ...A, texts: { de: { title: 1 } } }]],
  ['quality no text', [{ ...A, quality: 1 }]],
  ['compat no list', [{ ...A, compat: 'x' }]],
  ['language no tag', [{ ...A, language: 'English please' }]],
  ['empty component', [{ ...A, component: '' }]],
  ['empty version', [{ ...A, version: '' }]],
  ['digest in capitals', [{ ...A, pkgId: pkg('A') }]],
  ['digest too short', [{ ...A, pkgId: pkg('a').slice(0, -1) }]],
  ['digest too long', [{ ...A, pkgId: `${pkg('a')}a` }]],
  ['other digest', [{ ...A, pkgId: pkg('a').replace('sha256', 'sha512') }]],
  ['negative bytes', [{ ...A, bytes: -1 }]],
  ['half a byte', [{ ...A, bytes: 0.5 }]],
  ['bytes as text', [{ ...A, bytes: '1' }]],
  ...['component', 'version', 'pkgId', 'bytes', 'title', 'provider', 'summary', 'price', 'permissions'].map(
    (field): [string, unknown] => [`no ${field}`, [{ ...A, [field]: undefined }]],
  ),
];
for (const [name, value] of BAD) {
  test(`members, bad: ${name}`, () => {
    assert.equal(parseMembers(JSON.stringify(value)), undefined);
  });
}

const CONSENTS: [string, unknown][] = [
  ['{"mode":"ask","deferralsMax":3}', { mode: 'ask', deferralsMax: 3 }],
  ['{"mode":"tell","deferralsMax":0,"x":1}', { mode: 'tell', deferralsMax: 0 }],
  [
    '{"mode":"silent","deferralsMax":0,"deadline":"2026-01-01T00:00:00.5Z"}',
    { mode: 'silent', deferralsMax: 0, deadline: '2026-01-01T00:00:00.5Z' },
  ],
  [
    '{"mode":"ask","deferralsMax":1,"askAgain":true,"blackout":[{"days":["sun","mon"],"from":"22:00","to":"06:00"}],"lockSecondsMax":60,"ifNoUi":"go"}',
    {
      ...{ mode: 'ask', deferralsMax: 1, askAgain: true, lockSecondsMax: 60 },
      blackout: [{ days: ['mon', 'sun'], from: '22:00', to: '06:00' }],
    },
  ],
  ['{"mode":"ask","deferralsMax":1,"askAgain":1}', undefined],
  ['{"mode":"ask","deferralsMax":1,"lockSecondsMax":-1}', undefined],
  ['{"mode":"ask","deferralsMax":1,"blackout":{}}', undefined],
  ['{"mode":"ask","deferralsMax":1,"blackout":[{"from":"22:00"}]}', undefined],
  ['{"mode":"ask","deferralsMax":1,"blackout":[{"from":"25:00","to":"06:00"}]}', undefined],
  ['{"mode":"ask","deferralsMax":1,"blackout":[{"from":"22:00","to":"06:00","days":[]}]}', undefined],
  ['{"mode":"ask","deferralsMax":1,"blackout":[{"from":"22:00","to":"06:00","days":["day"]}]}', undefined],
  [
    '{"mode":"ask","deferralsMax":1,"blackout":[{"from":"22:00","to":"06:00","days":["mon","mon"]}]}',
    undefined,
  ],
  ['{"mode":"ask","deferralsMax":1,"blackout":[{"from":"00:00","to":"24:00"}]}', undefined],
  ['', undefined],
  ['null', undefined],
  ['[]', undefined],
  ['{"deferralsMax":3}', undefined],
  ['{"mode":"never","deferralsMax":3}', undefined],
  ['{"mode":"ask"}', undefined],
  ['{"mode":"ask","deferralsMax":-1}', undefined],
  ['{"mode":"ask","deferralsMax":1.5}', undefined],
  ['{"mode":"ask","deferralsMax":"3"}', undefined],
  ['{"mode":"ask","deferralsMax":3,"deadline":"tomorrow"}', undefined],
  ['{"mode":"ask","deferralsMax":3,"deadline":"2026-01-01T00:00:00+01:00"}', undefined],
  ['{"mode":"ask","deferralsMax":3,"deadline":null}', undefined],
  ['{"__proto__":{"mode":"ask","deferralsMax":3}}', undefined],
];
for (const [json, wanted] of CONSENTS) {
  test(`consent ${json}`, () => {
    assert.deepEqual(parseConsent(json), wanted);
  });
}

test('any text and any JSON', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
      assert.equal(parseMembers(json), undefined);
      assert.equal(parseConsent(json), undefined);
    }),
  );
});

test('as many blackouts as allowed, and one more', () => {
  const hours = (count: number) => Array.from({ length: count }, () => ({ from: '22:00', to: '06:00' }));
  const consent = (count: number) =>
    parseConsent(JSON.stringify({ mode: 'ask', deferralsMax: 0, blackout: hours(count) }));
  assert.equal(consent(SET_LIMITS.blackoutsMax)?.blackout?.length, SET_LIMITS.blackoutsMax);
  assert.equal(consent(SET_LIMITS.blackoutsMax + 1), undefined);
});
