import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headerXml, messageXml, octets } from '../test/samples.ts';
import { decode, SyncmlError, type SyncmlErrorCode } from './index.ts';

type Row = readonly [why: string, document: string | Uint8Array, code: SyncmlErrorCode];

const utf16 = (text: string, little: boolean, mark: boolean) =>
  octets(
    ...(mark ? (little ? [0xff, 0xfe] : [0xfe, 0xff]) : []),
    ...[...text].flatMap((char) => (little ? [char.charCodeAt(0), 0] : [0, char.charCodeAt(0)])),
  );
const good = messageXml('<Final/>');
const item = (data: string) =>
  messageXml(`<Add><CmdID>1</CmdID><Item><Data>${data}</Data></Item></Add><Final/>`);
const deep = (levels: number) => messageXml('<X>'.repeat(levels) + '</X>'.repeat(levels));

const FORBIDDEN: readonly Row[] = [
  ['DOCTYPE', `<!DOCTYPE SyncML>${good}`, 'forbidden-markup'],
  ['DOCTYPE with an external id', `<!DOCTYPE a SYSTEM "file:///etc/hostname">${good}`, 'forbidden-markup'],
  ['DOCTYPE with a public id', `<!DOCTYPE a PUBLIC "-//X" "http://127.0.0.1/">${good}`, 'forbidden-markup'],
  ['internal entity', `<!DOCTYPE a [<!ENTITY b "c">]>${good}`, 'forbidden-markup'],
  [
    'parameter entity',
    `<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1/">%b;]>${good}`,
    'forbidden-markup',
  ],
  ['DOCTYPE behind the declaration', `<?xml version="1.0"?><!DOCTYPE a>${good}`, 'forbidden-markup'],
  ['DOCTYPE in lower case', `<!doctype a>${good}`, 'forbidden-markup'],
  ['DOCTYPE behind a comment', `<!-- a --><!DOCTYPE a>${good}`, 'forbidden-markup'],
  ['DOCTYPE behind the root', `${good}<!DOCTYPE a>`, 'forbidden-markup'],
  ['DOCTYPE inside the root', messageXml('<!DOCTYPE a>'), 'forbidden-markup'],
  ['ENTITY inside the root', messageXml('<!ENTITY a "b">'), 'forbidden-markup'],
  ['ELEMENT inside the root', messageXml('<!ELEMENT a ANY>'), 'forbidden-markup'],
  ['conditional section', messageXml('<![INCLUDE[a]]>'), 'forbidden-markup'],
  ['CDATA in lower case', item('<![cdata[a]]>'), 'forbidden-markup'],
  ['CDATA around the root', `<![CDATA[a]]>${good}`, 'forbidden-markup'],
  ['comment with one hyphen', messageXml('<!-a-->'), 'forbidden-markup'],
  ['PI in front', `<?xml-stylesheet href="a"?>${good}`, 'forbidden-markup'],
  ['PI inside', messageXml('<?php a?>'), 'forbidden-markup'],
  ['PI behind', `${good}<?a?>`, 'forbidden-markup'],
  ['declaration not at the start', ` <?xml version="1.0"?>${good}`, 'forbidden-markup'],
  ['declaration twice', `<?xml version="1.0"?><?xml version="1.0"?>${good}`, 'forbidden-markup'],
];

const ENCODING: readonly Row[] = [
  ['UTF-16 LE with mark', utf16(good, true, true), 'bad-encoding'],
  ['UTF-16 BE with mark', utf16(good, false, true), 'bad-encoding'],
  ['UTF-16 LE without mark', utf16(good, true, false), 'bad-encoding'],
  ['UTF-16 BE without mark', utf16(good, false, false), 'bad-encoding'],
  ['label UTF-16', `<?xml version="1.0" encoding="UTF-16"?>${good}`, 'bad-encoding'],
  ['label UTF-7', `<?xml version="1.0" encoding="UTF-7"?>${good}`, 'bad-encoding'],
  ['label ISO-8859-1', `<?xml version='1.0' encoding='ISO-8859-1'?>${good}`, 'bad-encoding'],
  ['lone tail octet', octets(good, 0x80), 'bad-encoding'],
  ['overlong slash', octets(messageXml(''), 0xc0, 0xaf), 'bad-encoding'],
  ['surrogate in UTF-8', octets(messageXml(''), 0xed, 0xa0, 0x80), 'bad-encoding'],
  ['beyond U+10FFFF', octets(messageXml(''), 0xf4, 0x90, 0x80, 0x80), 'bad-encoding'],
  ['half a character', octets('<SyncML>', 0xe2, 0x82), 'bad-encoding'],
];

const FORM: readonly Row[] = [
  ['end tag of another name', '<SyncML><SyncHdr></SyncBody></SyncML>', 'not-well-formed'],
  ['end tag shorter', '<SyncML><SyncHdr></SyncH></SyncML>', 'not-well-formed'],
  ['end tag longer', '<SyncML><SyncHdr></SyncHdrs></SyncML>', 'not-well-formed'],
  ['end tag in other case', '<SyncML><SyncHdr></synchdr></SyncML>', 'not-well-formed'],
  ['end tag twice', `${good}</SyncML>`, 'not-well-formed'],
  ['end tag with an attribute', messageXml('<Final></Final a="b">'), 'not-well-formed'],
  ['end tag with another prefix', messageXml('<a:X xmlns:a="u" xmlns:b="u"></b:X>'), 'not-well-formed'],
  ['leaf closed by its parent', messageXml('<Add><CmdID>1</Add>'), 'not-well-formed'],
  ['text around the root', `a${good}`, 'not-well-formed'],
  ['text behind the root', `${good}a`, 'not-well-formed'],
  ['second root', good + good, 'not-well-formed'],
  ['NUL in text', item('a\0b'), 'not-well-formed'],
  ['NUL between elements', messageXml('\0<Final/>'), 'not-well-formed'],
  ['NUL and then more', `${good}\0<a/>`, 'not-well-formed'],
  ['control character', item('a\u0001b'), 'not-well-formed'],
  ['control character in a comment', messageXml('<!--\u0002-->'), 'not-well-formed'],
  ['control character in CDATA', item('<![CDATA[\u0003]]>'), 'not-well-formed'],
  ['control character where text does not matter', messageXml('\u0004'), 'not-well-formed'],
  ['U+FFFF in text', item('\uffff'), 'not-well-formed'],
  ['U+FFFE in CDATA', item('<![CDATA[\ufffe]]>'), 'not-well-formed'],
  [']]> in text', item('a]]>b'), 'not-well-formed'],
  ['-- in a comment', messageXml('<!-- a -- b -->'), 'not-well-formed'],
  ['comment ending in --->', messageXml('<!-- a --->'), 'not-well-formed'],
  ['unknown entity', item('&foo;'), 'not-well-formed'],
  ['entity of HTML', item('&nbsp;'), 'not-well-formed'],
  ['entity without ;', item('&amp'), 'not-well-formed'],
  ['lone &', item('a & b'), 'not-well-formed'],
  ['empty reference', item('&;'), 'not-well-formed'],
  ['reference to NUL', item('&#0;'), 'not-well-formed'],
  ['reference to a control character', item('&#x1f;'), 'not-well-formed'],
  ['reference to a surrogate', item('&#xD800;'), 'not-well-formed'],
  ['reference to U+FFFE', item('&#xFFFE;'), 'not-well-formed'],
  ['reference beyond Unicode', item('&#x110000;'), 'not-well-formed'],
  ['reference with X', item('&#X41;'), 'not-well-formed'],
  ['reference with letters', item('&#1a;'), 'not-well-formed'],
  ['reference of endless length', item(`&#${'0'.repeat(50)}65;`), 'not-well-formed'],
  ['unknown entity in an attribute', messageXml('<X a="&foo;"/>'), 'not-well-formed'],
  ['< in an attribute', messageXml('<X a="<"/>'), 'not-well-formed'],
  ['attribute without value', messageXml('<X a/>'), 'not-well-formed'],
  ['attribute without quotes', messageXml('<X a=b/>'), 'not-well-formed'],
  ['attribute twice', messageXml('<X a="1" a="2"/>'), 'not-well-formed'],
  ['xmlns twice', '<SyncML xmlns="a" xmlns="b"/>', 'not-well-formed'],
  [
    'attribute twice by namespace',
    messageXml('<X xmlns:a="u" xmlns:b="u" a:c="1" b:c="2"/>'),
    'not-well-formed',
  ],
  ['attributes without a blank', messageXml('<X a="1"b="2"/>'), 'not-well-formed'],
  ['attribute of an unbound prefix', messageXml('<X a:b="1"/>'), 'not-well-formed'],
  ['element of an unbound prefix', messageXml('<a:X/>'), 'not-well-formed'],
  ['prefix out of its scope', messageXml('<X xmlns:a="u"/><a:Y/>'), 'not-well-formed'],
  ['prefix bound to nothing', messageXml('<X xmlns:a=""/>'), 'not-well-formed'],
  ['prefix xmlns bound', messageXml('<X xmlns:xmlns="u"/>'), 'not-well-formed'],
  ['prefix xml bound elsewhere', messageXml('<X xmlns:xml="u"/>'), 'not-well-formed'],
  ['two colons', messageXml('<a:b:c/>'), 'not-well-formed'],
  ['name starts with a digit', messageXml('<1X/>'), 'not-well-formed'],
  ['name starts with a hyphen', messageXml('<-X/>'), 'not-well-formed'],
  ['name of a multiplication sign', messageXml('<\u00d7/>'), 'not-well-formed'],
  ['blank before a name', messageXml('< X/>'), 'not-well-formed'],
  ['no name', messageXml('<>'), 'not-well-formed'],
  ['tag in a tag', messageXml('<X <Y/>>'), 'not-well-formed'],
  ['/ not at the end', messageXml('<X / >'), 'not-well-formed'],
  ['declaration of version 2', `<?xml version="2.0"?>${good}`, 'not-well-formed'],
  ['declaration without version', `<?xml encoding="UTF-8"?>${good}`, 'not-well-formed'],
  ['declaration of wrong order', `<?xml encoding="UTF-8" version="1.0"?>${good}`, 'not-well-formed'],
];

const CUT: readonly Row[] = [
  ['nothing', '', 'truncated'],
  ['only white space', ' \n', 'truncated'],
  ['only a mark', '\ufeff', 'truncated'],
  ['only a declaration', '<?xml version="1.0"?>', 'truncated'],
  ['half a declaration', '<?xml version="1.0"', 'truncated'],
  ['half a tag', '<SyncM', 'truncated'],
  ['half an attribute', '<SyncML xmlns="SYNCML', 'truncated'],
  ['no end tag', good.slice(0, -9), 'truncated'],
  ['half an end tag', good.slice(0, -1), 'truncated'],
  ['half a comment', '<SyncML><!-- a', 'truncated'],
  ['half a CDATA', '<SyncML><![CDATA[ a ]]', 'truncated'],
  ['half a reference', '<SyncML>&am', 'truncated'],
  ['half a declaration inside', '<SyncML><!', 'truncated'],
];

const MEANING: readonly Row[] = [
  ['another root', '<html/>', 'unknown-document'],
  ['root in lower case', '<syncml/>', 'unknown-document'],
  ['root of another namespace', '<SyncML xmlns="urn:x"/>', 'unknown-document'],
  ['root of the TNDS namespace', '<MgmtTree xmlns="syncml:dmddf1.2"/>', 'unknown-document'],
  ['no header', '<SyncML><SyncBody/></SyncML>', 'missing-element'],
  ['no body', `<SyncML>${headerXml()}</SyncML>`, 'missing-element'],
  ['no SessionID', messageXml('', '<SyncML>', headerXml({ SessionID: '' })), 'missing-element'],
  ['blank MsgID', messageXml('', '<SyncML>', headerXml({ MsgID: '<MsgID> </MsgID>' })), 'missing-element'],
  ['no Target', messageXml('', '<SyncML>', headerXml({ Target: '' })), 'missing-element'],
  [
    'Source without LocURI',
    messageXml('', '<SyncML>', headerXml({ Source: '<Source/>' })),
    'missing-element',
  ],
  ['header of another namespace', messageXml('', '<SyncML>', '<SyncHdr xmlns="urn:x"/>'), 'missing-element'],
  ['header twice', messageXml('', '<SyncML>', headerXml() + headerXml()), 'too-many'],
  ['body twice', messageXml('</SyncBody><SyncBody>'), 'too-many'],
  ['skipped content too deep', deep(31), 'too-deep'],
  ['skipped content far too deep', deep(20_000), 'too-deep'],
];

describe('malformed XML', () => {
  for (const [why, document, code] of [...FORBIDDEN, ...ENCODING, ...FORM, ...CUT, ...MEANING]) {
    it(`${code}: ${why}`, () => {
      const bytes = typeof document === 'string' ? octets(document) : document;
      assert.throws(
        () => decode(bytes, 'xml'),
        (error) => error instanceof SyncmlError && error.code === code && error.offset <= bytes.length,
      );
    });
  }

  it('says where', () => {
    const offsetOf = (document: string) => {
      try {
        decode(octets(document), 'xml');
      } catch (error) {
        return error instanceof SyncmlError ? error.offset : undefined;
      }
      return undefined;
    };
    assert.equal(offsetOf('<SyncML>é<!DOCTYPE a>'), 10);
    assert.equal(offsetOf('<SyncML> \u0001'), 9);
    assert.equal(offsetOf('<SyncML>&foo;'), 8);
    assert.equal(offsetOf('<SyncML>'), 8);
  });
});
