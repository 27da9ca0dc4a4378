import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMarkup } from '@scomo/syncml';
import fc from 'fast-check';
import { LIMITS } from '../limits.ts';
import { PROPERTIES } from '../uri.ts';
import { type DdfDocument, DdfError, type DdfNode, FORMATS, type NodeRules } from './document.ts';
import { parseDdf } from './parse.ts';
import { renderDdf } from './render.ts';
import { ACCOUNT_DDF, DEV_DETAIL_DDF, DEV_INFO_DDF, INBOX_DDF } from './standard.ts';

const text = fc.stringMatching(/^[a-zA-Z0-9 .,äß<&"]{0,12}$/);
const word = fc.stringMatching(/^[a-zA-Z0-9.%-]{1,10}$/);
const rules: fc.Arbitrary<NodeRules> = fc
  .record(
    {
      access: fc.subarray(['Add', 'Copy', 'Delete', 'Exec', 'Get', 'Replace'] as const),
      format: fc.constantFrom(...FORMATS),
      occurrence: fc.record({
        optional: fc.boolean(),
        most: fc.oneof(fc.constantFrom(1, 'any' as const), fc.integer({ min: 2, max: 65_536 })),
      }),
      scope: fc.constantFrom('Permanent' as const, 'Dynamic' as const),
      type: fc.oneof(
        fc.record({ mime: fc.array(word, { minLength: 1, maxLength: 3 }) }),
        fc.record({ ddfName: fc.oneof(word, fc.constant('')) }),
      ),
      title: text,
      description: text,
      defaultValue: text,
      caseSense: fc.constantFrom('CS' as const, 'CIS' as const),
    },
    { requiredKeys: ['access', 'format', 'occurrence', 'scope', 'type'] },
  )
  .map((made) => made as NodeRules);
const nodeOf = (levels: number): fc.Arbitrary<DdfNode> =>
  fc
    .record(
      {
        name: fc.oneof(word, fc.constant('')),
        keeps: fc.subarray([...PROPERTIES]),
        rules,
        value: text,
        children: fc.array(levels === 0 ? fc.constant({ name: 'x', children: [] }) : nodeOf(levels - 1), {
          maxLength: 2,
        }),
      },
      { requiredKeys: ['name', 'children'] },
    )
    .map(({ value, ...made }) =>
      value === undefined || made.children.length > 0 ? (made as DdfNode) : ({ ...made, value } as DdfNode),
    );
const node = nodeOf(2);
const document: fc.Arbitrary<DdfDocument> = fc
  .record({ man: text, mod: text, nodes: fc.array(node, { maxLength: 3 }) }, { requiredKeys: ['nodes'] })
  .map((made) => made as DdfDocument);

for (const encoding of ['xml', 'wbxml'] as const) {
  test(`what is rendered as ${encoding} is read back the same`, () => {
    fc.assert(
      fc.property(document, (made) => {
        const back = parseDdf(encodeMarkup(renderDdf(made), encoding));
        assert.deepEqual(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(made)));
        assert.deepEqual(parseDdf(renderDdf(back)), back);
      }),
      { numRuns: 300 },
    );
  });
}

for (const standard of [ACCOUNT_DDF, DEV_INFO_DDF, DEV_DETAIL_DDF, INBOX_DDF]) {
  test(`the standard object ${standard.name || 'DMAcc'} is read back the same`, () => {
    const made = { nodes: [standard] };
    assert.deepEqual(parseDdf(encodeMarkup(renderDdf(made), 'xml')), made);
    assert.deepEqual(parseDdf(encodeMarkup(renderDdf(made), 'wbxml')), made);
  });
}

const wrap = (inner: string) =>
  `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Man>M</Man>${inner}</MgmtTree>`;
const nodeXml = (inner: string, name = 'A') => `<Node><NodeName>${name}</NodeName>${inner}</Node>`;
const df = (inner: string) => `<DFProperties>${inner}</DFProperties>`;
const LEAF = '<AccessType><Get/></AccessType><DFFormat><chr/></DFFormat>';

/** Documents of others: what they are read as. spec/omadm.md §7.6 */
const READ: readonly [id: string, inner: string, node: DdfNode][] = [
  ['a bare Node', nodeXml(''), { name: 'A', children: [] }],
  ['NodeName missing', '<Node/>', { name: '', children: [] }],
  ['Path and blanks', nodeXml('<Path> Vendor </Path>', ' A '), { name: 'A', path: 'Vendor', children: [] }],
  [
    'RTProperties with values',
    nodeXml('<RTProperties><Type><MIME>text/plain</MIME></Type><ACL>Get=*</ACL></RTProperties>'),
    { name: 'A', keeps: ['ACL', 'Type'], children: [] },
  ],
  [
    'defaults of DFProperties',
    nodeXml(df(LEAF)),
    {
      name: 'A',
      rules: {
        access: ['Get'],
        format: 'chr',
        occurrence: { optional: false, most: 1 },
        scope: 'Dynamic',
        type: { mime: ['text/plain'] },
      },
      children: [],
    },
  ],
  [
    'everything, in another order and with foreign elements',
    nodeXml(
      df(
        `<DFType><MIME>a/b</MIME><MIME>c/d</MIME></DFType><Occurrence><OneOrN> 7 </OneOrN></Occurrence><Scope><Permanent/></Scope><x/><CaseSense><CIS/></CaseSense>${LEAF}<DFTitle>t</DFTitle><DefaultValue/>`,
      ),
    ),
    {
      name: 'A',
      rules: {
        access: ['Get'],
        format: 'chr',
        occurrence: { optional: false, most: 7 },
        scope: 'Permanent',
        type: { mime: ['a/b', 'c/d'] },
        title: 't',
        defaultValue: '',
        caseSense: 'CIS',
      },
      children: [],
    },
  ],
];
for (const [id, inner, expected] of READ) {
  test(`read, ${id}`, () => {
    assert.deepEqual(parseDdf(wrap(inner)), { man: 'M', nodes: [expected] });
  });
}

const occurs = (inner: string) => nodeXml(df(`${LEAF}<Occurrence>${inner}</Occurrence>`));
const deep = (levels: number): string => (levels === 0 ? '' : nodeXml(deep(levels - 1)));
const REFUSED: readonly [id: string, data: string, message: RegExp][] = [
  ['another root', '<Node/>', /^MgmtTree: is not the root/],
  ['no AccessType', wrap(nodeXml(df('<DFFormat><chr/></DFFormat>'))), /^A: no AccessType/],
  ['no DFFormat', wrap(nodeXml(df('<AccessType/>'))), /^A: no one DFFormat/],
  ['two formats', wrap(nodeXml(df('<AccessType/><DFFormat><chr/><int/></DFFormat>'))), /no one DFFormat/],
  [
    'format of no kind',
    wrap(nodeXml(df('<AccessType/><DFFormat><toString/></DFFormat>'))),
    /no one DFFormat/,
  ],
  ['one of one', wrap(occurs('<OneOrN>1</OneOrN>')), /no Occurrence: OneOrN 1/],
  ['too many', wrap(occurs('<ZeroOrN>65537</ZeroOrN>')), /no Occurrence/],
  ['no number', wrap(occurs('<ZeroOrN>x</ZeroOrN>')), /no Occurrence/],
  ['occurrence of no kind', wrap(occurs('<toString/>')), /no Occurrence/],
  ['a Value and Nodes', wrap(nodeXml(`${nodeXml('', 'B')}<Value>1</Value>`)), /^A: a Value and Nodes/],
  ['a Path inside', wrap(nodeXml(nodeXml('<Path>x</Path>', 'B'))), /^A\/B: a Path inside/],
  ['too many nodes', wrap('<Node/>'.repeat(LIMITS.ddfNodesMax + 1)), /more than/],
];
for (const [id, data, message] of REFUSED) {
  test(`refused, ${id}`, () => {
    assert.throws(
      () => parseDdf(data),
      (error) => error instanceof DdfError && message.test(error.message),
    );
  });
}

test('at the limits', () => {
  assert.equal(parseDdf(wrap('<Node/>'.repeat(LIMITS.ddfNodesMax))).nodes.length, LIMITS.ddfNodesMax);
  assert.equal(parseDdf(wrap(deep(30))).nodes.length, 1);
  assert.throws(() => parseDdf(wrap(deep(31))), { code: 'too-deep' });
  for (const most of [2, 65_536])
    assert.equal(parseDdf(wrap(occurs(`<ZeroOrN>${most}</ZeroOrN>`))).nodes[0]?.rules?.occurrence.most, most);
});
