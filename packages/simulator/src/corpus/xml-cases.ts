import { type Case, MS_MAX, octets } from './case.ts';
import { xmlHeader, xmlMessage, xmlValue } from './documents.ts';

type Row = readonly [why: string, document: string | Uint8Array, http?: number, maxMs?: number];

const GOOD = xmlMessage('<Final/>');
const MESSAGE_BYTES_MAX = 262_144;

/** External and internal subsets as attackers write them. security.md B1 */
const DOCTYPES: readonly (readonly [why: string, subset: string])[] = [
  ['bare', '<!DOCTYPE SyncML>'],
  ['file', '<!DOCTYPE a SYSTEM "file:///etc/hostname">'],
  ['http', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'],
  ['public id', '<!DOCTYPE a PUBLIC "-//X" "http://127.0.0.1:9/x.dtd">'],
  ['file entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'],
  ['http entity', '<!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:9/">]>'],
  ['parameter entity', '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/">%b;]>'],
  ['entity in entity', '<!DOCTYPE a [<!ENTITY % p "<!ENTITY b SYSTEM \'file:///etc/hostname\'>">%p;]>'],
  ['attribute default', '<!DOCTYPE a [<!ATTLIST SyncML x CDATA "y">]>'],
  ['internal entity', '<!DOCTYPE a [<!ENTITY b "c">]>'],
  ['notation', '<!DOCTYPE a [<!NOTATION n SYSTEM "file:///etc/hostname">]>'],
  ['conditional section', '<!DOCTYPE a [<![INCLUDE[<!ENTITY b "c">]]>]>'],
];

const utf16 = (text: string, little: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return little ? bytes : bytes.swap16();
};

/** How a document is written that wants to slip past a look at its octets. */
const WRITINGS: readonly (readonly [name: string, write: (text: string) => string | Uint8Array])[] = [
  ['UTF-8', (text) => text],
  ['UTF-8 with a mark', (text) => `\ufeff${text}`],
  ['UTF-16 LE', (text) => utf16(text, true)],
  ['UTF-16 BE', (text) => utf16(text, false)],
  ['a label of UTF-7', (text) => `<?xml version="1.0" encoding="UTF-7"?>${text}`],
];

const EXTERNAL: readonly Row[] = DOCTYPES.flatMap(([name, subset]) =>
  WRITINGS.map(
    ([writing, write]): Row => [
      `DOCTYPE, ${name}, in ${writing}`,
      write(subset + xmlValue(subset.includes('ENTITY b') ? '&b;' : 'x')),
    ],
  ),
);

const laughs = (levels: number, width: number): string => {
  const entities = Array.from(
    { length: levels },
    (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(width)}">`,
  );
  return `<!DOCTYPE a [<!ENTITY e0 "ha">${entities.join('')}]>${xmlValue(`&e${levels};`)}`;
};

/** Entities that grow, and references to nothing or to what is no character. security.md B2 */
const ENTITIES: readonly Row[] = [
  ['billion laughs', laughs(9, 10), 400, 20],
  ['entities of one hundred in two levels', laughs(2, 100), 400, 20],
  ['entity of itself', `<!DOCTYPE a [<!ENTITY b "&b;">]>${xmlValue('&b;')}`, 400, 20],
  [
    'quadratic entity',
    `<!DOCTYPE a [<!ENTITY b "${'a'.repeat(4000)}">]>${xmlValue('&b;'.repeat(1000))}`,
    400,
    20,
  ],
  ['unknown entity', xmlValue('&foo;')],
  ['entity of HTML', xmlValue('&nbsp;')],
  ['entity without its end', xmlValue('&amp')],
  ['lone ampersand', xmlValue('a & b')],
  ['empty reference', xmlValue('&;')],
  ['reference to NUL', xmlValue('&#0;')],
  ['reference to a control character', xmlValue('&#x1f;')],
  ['reference to a surrogate', xmlValue('&#xD800;')],
  ['reference to U+FFFE', xmlValue('&#xFFFE;')],
  ['reference beyond Unicode', xmlValue('&#1114112;')],
  ['reference beyond 32 bits', xmlValue('&#9999999999;')],
  ['reference with letters', xmlValue('&#1a;')],
  ['reference without a number', xmlValue('&#;')],
  ['reference to an unknown entity in an attribute', xmlMessage('<Final a="&foo;"/>')],
];

const nested = (levels: number, name = 'X') => `<${name}>`.repeat(levels) + `</${name}>`.repeat(levels);

/** security.md B3 */
const DEPTH: readonly Row[] = [
  ['31 levels', xmlMessage(nested(29)), 200],
  ['32 levels', xmlMessage(nested(30)), 200],
  ['33 levels', xmlMessage(nested(31))],
  ['1,000 levels', xmlMessage(nested(1000))],
  ['1,000 levels without an end', `<SyncML>${'<X>'.repeat(1000)}`],
  ['5,000 levels in a value', xmlValue(nested(5000))],
  ['20,000 levels of SyncML', '<SyncML>'.repeat(20_000)],
  ['100,000 levels, more than a message holds', nested(100_000), 413],
  ['four containers', xmlMessage(nested(4, 'Sequence')), 200],
  ['five containers', xmlMessage(nested(5, 'Sequence'))],
  [
    'five containers of both kinds',
    xmlMessage('<Atomic><Sequence><Atomic><Sequence><Atomic/></Sequence></Atomic></Sequence></Atomic>'),
  ],
];

const attributes = (count: number) => Array.from({ length: count }, (_, at) => ` a${at}="1"`).join('');

/** security.md B7 */
const FLOODS: readonly Row[] = [
  ['eight attributes', xmlMessage(`<Final${attributes(8)}/>`), 200],
  ['nine attributes', xmlMessage(`<Final${attributes(9)}/>`)],
  ['10,000 attributes', xmlMessage(`<Final${attributes(10_000)}/>`)],
  ['1,000 commands', xmlMessage('<Get/>'.repeat(1000)), 200, 1000],
  ['1,001 commands', xmlMessage('<Get/>'.repeat(1001))],
  ['1,001 commands in a container', xmlMessage(`<Atomic>${'<Get/>'.repeat(1000)}</Atomic>`)],
  ['2,001 items', xmlMessage(`<Get>${'<Item/>'.repeat(2001)}</Get>`)],
  ['a message of one octet too much', GOOD.padEnd(MESSAGE_BYTES_MAX + 1), 413],
  ['a tag name of 20,000 letters', xmlMessage(`<${'a'.repeat(20_000)}/>`), 200],
  [
    '10,000 namespaces',
    xmlMessage(Array.from({ length: 3000 }, (_, at) => `<X xmlns="${at}"/>`).join('')),
    200,
    1000,
  ],
  ['5,000 references in a value', xmlValue('&#65;'.repeat(5000)), 200],
  ['3,000 CDATA sections in a value', xmlValue('<![CDATA[a]]>'.repeat(3000)), 200],
  ['3,000 comments in a field', xmlMessage(`<Get><CmdID>${'a<!---->'.repeat(3000)}</CmdID></Get>`), 200],
  ['a tag of 20,000 blanks', xmlMessage(`<Final${' '.repeat(20_000)}/>`), 200],
  ['20,000 closing brackets in a CDATA section', xmlValue(`<![CDATA[${']'.repeat(20_000)}]]>`), 200],
];

/** Names that objects already have. security.md B10 */
const NAMES: readonly Row[] = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'].flatMap(
  (name): Row[] => [
    [`element ${name}`, xmlMessage(`<${name}><polluted>1</polluted></${name}><Final/>`), 200],
    [
      `node ${name}`,
      xmlMessage(
        `<Replace><CmdID>1</CmdID><Item><Source><LocURI>./DevInfo/${name}</LocURI></Source><Data>1</Data></Item></Replace><Final/>`,
      ),
      200,
    ],
  ],
);

const MARKUP: readonly Row[] = [
  ['ENTITY inside the root', xmlMessage('<!ENTITY a "b">')],
  ['ELEMENT inside the root', xmlMessage('<!ELEMENT a ANY>')],
  ['DOCTYPE behind the root', `${GOOD}<!DOCTYPE a>`],
  ['DOCTYPE in lower case', `<!doctype a>${GOOD}`],
  ['stylesheet in front', `<?xml-stylesheet href="file:///etc/hostname"?>${GOOD}`],
  ['processing instruction inside', xmlMessage('<?php a?>')],
  ['processing instruction behind', `${GOOD}<?a?>`],
  ['XInclude', xmlMessage('<xi:include href="file:///etc/hostname"/>')],
  ['declaration twice', `<?xml version="1.0"?><?xml version="1.0"?>${GOOD}`],
  ['declaration of version 2', `<?xml version="2.0"?>${GOOD}`],
  ['label of Latin 1', `<?xml version="1.0" encoding="ISO-8859-1"?>${GOOD}`],
  ['CDATA around the root', `<![CDATA[a]]>${GOOD}`],
  ['CDATA in lower case', xmlValue('<![cdata[a]]>')],
  ['end of CDATA in text', xmlValue('a]]>b')],
  ['comment with two hyphens', xmlMessage('<!-- a -- b -->')],
  ['end tag of another name', '<SyncML><SyncHdr></SyncBody></SyncML>'],
  ['end tag too much', `${GOOD}</SyncML>`],
  ['second root', GOOD + GOOD],
  ['text behind the root', `${GOOD}a`],
  ['attribute twice', xmlMessage('<Final a="1" a="2"/>')],
  ['attribute without quotes', xmlMessage('<Final a=b/>')],
  ['< in an attribute', xmlMessage('<Final a="<"/>')],
  ['unbound prefix', xmlMessage('<a:Final/>')],
  ['tag in a tag', xmlMessage('<Final <Final/>>')],
  ['no name', xmlMessage('<>')],
  ['NUL in text', xmlValue('a\0b')],
  ['control character in text', xmlValue('a\u0001b')],
  ['lone tail octet', octets(GOOD, 0x80)],
  ['overlong slash', octets('<SyncML>', 0xc0, 0xaf, '</SyncML>')],
  ['surrogate in UTF-8', octets('<SyncML>', 0xed, 0xa0, 0x80, '</SyncML>')],
  ['beyond U+10FFFF', octets('<SyncML>', 0xf4, 0x90, 0x80, 0x80, '</SyncML>')],
  ['half a character', octets('<SyncML>', 0xe2, 0x82)],
];

const CUT: readonly Row[] = [
  ['nothing', ''],
  ['only a declaration', '<?xml version="1.0"?>'],
  ['half a tag', '<SyncM'],
  ['half an attribute', '<SyncML xmlns="SYNCML'],
  ['half a comment', '<SyncML><!-- a'],
  ['half a CDATA', '<SyncML><![CDATA[ a ]]'],
  ['half a reference', '<SyncML>&am'],
  ['no end tag', GOOD.slice(0, -9)],
];

const MEANING: readonly Row[] = [
  ['another root', '<html/>', 415],
  ['root in lower case', '<syncml/>', 415],
  ['root of another namespace', '<SyncML xmlns="urn:x"/>', 415],
  ['no header', '<SyncML><SyncBody/></SyncML>'],
  ['no body', GOOD.replace('<SyncBody><Final/></SyncBody>', '')],
  ['header twice', GOOD.replace('<SyncBody>', '<SyncHdr/><SyncBody>')],
  ['body twice', xmlMessage('</SyncBody><SyncBody>')],
  ['no SessionID', xmlHeader('<SessionID>1</SessionID>', '')],
  ['blank MsgID', xmlHeader('<MsgID>1<', '<MsgID> <')],
  ['no Target', xmlHeader('<Target><LocURI>http://127.0.0.1/dm</LocURI></Target>', '')],
  ['Source without LocURI', xmlHeader('<LocURI>IMEI:nobody</LocURI>', '')],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Row[]])[] = [
  ['security.md B1', EXTERNAL],
  ['security.md B2', ENTITIES],
  ['security.md B3', DEPTH],
  ['security.md B7', FLOODS],
  ['security.md B10', NAMES],
  ['XML 1.0, Namespaces in XML', [...MARKUP, ...CUT]],
  ['spec/omadm.md §1.3, §2.1', MEANING],
];

/** Bad and borderline XML; who gets through is a device that nobody knows and is asked for credentials. */
export const XML_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, document, http = 400, maxMs = MS_MAX]) => ({
    bytes: octets(document),
    sidecar: { why, source, http, ...(http === 200 ? { syncmlStatus: 407 } : {}), maxMs },
  })),
);
