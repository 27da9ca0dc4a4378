import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../base/limits.ts';
import { acceptedLanguages } from './accept-language.ts';
import { readForm } from './form-body.ts';
import { html } from './html.ts';

for (const [body, fields] of [
  ['', {}],
  ['set=a&answer=yes', { set: 'a', answer: 'yes' }],
  ['a=%C3%A4+b%26', { a: 'ä b&' }],
  ['a=', { a: '' }],
  ['a=b=c', { a: 'b' }],
  ['a', undefined],
  ['=a', undefined],
  ['a=1&a=2', undefined],
  ['a=%', undefined],
  ['a=%FF', undefined],
  ['a=1&', undefined],
  ['__proto__=1', undefined],
  ['a=\u00e4', undefined],
  [`a=${'x'.repeat(LIMITS.formBytesMax - 2)}`, { a: 'x'.repeat(LIMITS.formBytesMax - 2) }],
  [`a=${'x'.repeat(LIMITS.formBytesMax - 1)}`, undefined],
] as const) {
  test(`form ${body.slice(0, 30)}`, () => assert.deepEqual(readForm(body), fields));
}

test('as many fields as a form may have, and one more', () => {
  const body = (count: number) => Array.from({ length: count }, (_, i) => `${'abcdefghijkl'[i]}=1`).join('&');
  assert.equal(Object.keys(readForm(body(LIMITS.formFieldsMax)) ?? {}).length, LIMITS.formFieldsMax);
  assert.equal(readForm(body(LIMITS.formFieldsMax + 1)), undefined);
});

for (const [header, languages] of [
  [undefined, []],
  ['de', ['de']],
  ['en;q=0.5, de-CH', ['de-CH', 'en']],
  ['fr;q=0,de', ['de']],
  ['de;q=2, en', ['en']],
  ['*, en', ['en']],
  ['<script>', []],
  [`de${' '.repeat(LIMITS.acceptLanguageCharsMax - 2)}`, ['de']],
  [`de${' '.repeat(LIMITS.acceptLanguageCharsMax - 1)}`, []],
] as const) {
  test(`languages of ${header?.trim()}`, () => assert.deepEqual(acceptedLanguages(header), languages));
}

test('whatever is put into a page is text', () => {
  const evil = `<script>alert("1")</script>&'`;
  assert.equal(
    html`<p title="${evil}">${evil}${undefined}${false}${3}${html`<b>${'<'}</b>`}${[html`<i>`]}</p>`.markup,
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;3<b>&lt;</b><i></p>',
  );
});
