import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data, Element } from '@scomo/syncml';
import fc from 'fast-check';
import { REPORT_LIMITS } from './limits.ts';
import { alertTypeOf, parseReport } from './report.ts';

const el = (name: string, ...children: (Element | string)[]): Element => ({ name, ns: '', children });
const bytes = (text: string) => new TextEncoder().encode(text);
const FULL = '<ResultCode>1409</ResultCode><Identifier>com.x</Identifier>';

/** spec/scomo.md §5.3: form, data, code, identifier, detail */
type Row = [string, Data | undefined, (number | undefined)?, string?, string?];
const ROWS: Row[] = [
  ['1 text', FULL, 1409, 'com.x'],
  ['1 escaped twice', FULL.replaceAll('<', '&lt;').replaceAll('>', '&gt;'), 1409, 'com.x'],
  [
    '2 CDATA inside',
    '<ResultCode><![CDATA[1200]]></ResultCode><Identifier><![CDATA[a&b]]></Identifier>',
    1200,
    'a&b',
  ],
  [
    '3 child elements',
    { elements: [el('ResultCode', '1200'), el('Identifier', 'com.<x>')] },
    1200,
    'com.<x>',
  ],
  [
    '3 in a wrapper',
    { elements: [el('Data', el('ResultCode', ' 1405 ')), el('Identifier', 'q')] },
    1405,
    'q',
  ],
  ['4 octets', bytes(FULL), 1409, 'com.x'],
  ['4 octets, no UTF-8', Uint8Array.of(...bytes('<ResultCode>1200</ResultCode>'), 0xff), 1200],
  ['5 bare integer', ' 1200\n', 1200],
  ['6 attributes', '<ResultCode a="1" b=\'>\'>1400</ResultCode>', 1400],
  ['6 attributes, plain', '<ResultCode unit="x">1400</ResultCode>', 1400],
  ['6 prefix', '<s:ResultCode xmlns:s="u">1401</s:ResultCode><s:Identifier>i</s:Identifier>', 1401, 'i'],
  ['6 unknown siblings', `<X>9</X>${FULL}<Y/>`, 1409, 'com.x'],
  ['6 white space', '\n <ResultCode>\n 1200 </ResultCode>\n<Identifier> a b </Identifier> ', 1200, 'a b'],
  ['7 NUL at the end', `${FULL}\0\0`, 1409, 'com.x'],
  ['7 NUL inside, BOM before', '\uFEFF<ResultCode>12\x0000</ResultCode>', 1200],
  [
    'our detail',
    `${FULL}<Detail>probe &lt;7&gt; &amp; &#x41;&#66;</Detail>`,
    1409,
    'com.x',
    'probe <7> & AB',
  ],
  ['first wins', '<ResultCode>1200</ResultCode><ResultCode>1400</ResultCode>', 1200],
  ['no end tag', '<ResultCode>1402', 1402],
  ['wrong end tag', '<ResultCode>1402</Wrong><Identifier>z</Identifier>', 1402, 'z'],
  [
    'entities stay as they are',
    '<!DOCTYPE a [<!ENTITY e "x">]><ResultCode>1200</ResultCode><Identifier>&e;</Identifier>',
    1200,
    '&e;',
  ],
  ['comment', '<!-- <ResultCode>1200</ResultCode> --><ResultCode>1400</ResultCode>', 1400],
  ['empty element', '<ResultCode/><Identifier>z</Identifier>', undefined, 'z'],
  ['no number', '<ResultCode>good</ResultCode>', undefined],
  ['number too long', '12345678901', undefined],
  ['negative', '-1', undefined],
  ['other case is another name', '<resultcode>1200</resultcode>', undefined],
  ['text', 'all fine', undefined],
  ['empty', '', undefined],
  ['missing', undefined, undefined],
  ['no elements', { elements: [] }, undefined],
];

for (const [name, data, code, identifier, detail] of ROWS) {
  test(`parseReport: ${name}`, () => {
    const report = parseReport(data);
    assert.deepEqual([report.code, report.identifier, report.detail], [code, identifier, detail]);
  });
}

test('parseReport: limits', () => {
  const { rawCharsMax, identifierCharsMax, detailCharsMax } = REPORT_LIMITS;
  const report = parseReport(
    `<Identifier>${'i'.repeat(identifierCharsMax + 1)}</Identifier><Detail>${'d'.repeat(detailCharsMax + 1)}</Detail>`,
  );
  assert.equal(report.identifier, 'i'.repeat(identifierCharsMax));
  assert.equal(report.detail, 'd'.repeat(detailCharsMax));
  const code = '<ResultCode>1200</ResultCode>';
  const fits = ' '.repeat(rawCharsMax - code.length);
  assert.equal(parseReport(fits + code).code, 1200);
  assert.equal(parseReport(`${fits + ' '.repeat(code.length)}${code}`).code, undefined);
  assert.equal(parseReport('x'.repeat(rawCharsMax + 1)).raw.length, rawCharsMax);
});

test('parseReport takes whatever text or octets', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>/!-[]&;#x ResultCode1200CDATA\0') }), (text) => {
      assert.equal(typeof parseReport(text).raw, 'string');
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (octets) => {
      assert.equal(typeof parseReport(octets).raw, 'string');
    }),
  );
});

const URN = 'urn:oma:at:scomo:1.0:OperationComplete';
const TYPES: [string | undefined, string][] = [
  [URN, URN],
  [` Reversed-Domain-Name: ${URN}\n`, URN],
  [`reversed-domain-name:${URN}`, URN],
  [`Content-Type : ${URN}`, URN],
  [URN.toUpperCase(), URN],
  [
    'org.openmobilealliance.dm.softwarecomponent.operationcomplete',
    'org.openmobilealliance.dm.softwarecomponent.OperationComplete',
  ],
  ['com.example.Other', 'com.example.Other'],
  ['Reversed-Domain-Name:', ''],
  [undefined, ''],
];

for (const [type, wanted] of TYPES) {
  test(`alertTypeOf ${type}`, () => {
    assert.equal(alertTypeOf(type === undefined ? {} : { meta: { type } }), wanted);
  });
}
