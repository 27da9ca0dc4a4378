import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decode, decodeMarkup, type Encoding, encode, encodeMarkup, parseMarkup } from './index.ts';

const VECTORS = new URL('../../../vectors/', import.meta.url);
const MESSAGES = new URL('messages/', VECTORS);

/** Files whose bytes are not of our writer's form, by reason. */
const OTHER_FORM: Readonly<Record<string, string>> = {
  // libwbxml writes Data of Add and Replace as OPAQUE
  '01-pkg1-no-cred.wbxml': 'OPAQUE',
  '03-pkg1-retry-md5.wbxml': 'OPAQUE',
  '04-pkg2-accepted-with-commands.wbxml': 'OPAQUE',
  '07-pkg1-server-initiated-hmac.wbxml': 'OPAQUE',
  '08-pkg2-hmac-ui-sequence-atomic.wbxml': 'OPAQUE',
  '15-lob-server-chunk1.wbxml': 'OPAQUE',
  '17-lob-server-chunk2.wbxml': 'OPAQUE',
  '19-lob-server-last-chunk.wbxml': 'OPAQUE',
  '27-pkg1-generic-alert.wbxml': 'OPAQUE',
  '29-tnds-add-cdata.wbxml': 'OPAQUE',
  '29-tnds-add-nested.own.wbxml': 'nested document',
  '30-tnds-add-inline.wbxml': 'nested document',
  '31-properties-acl-rename.wbxml': 'OPAQUE',
  '32-properties-results.wbxml': 'OPAQUE',
  '03-pkg1-retry-md5.fpi.wbxml': 'literal public id',
  '03-pkg1-retry-md5.fpi-nul.wbxml': 'literal public id',
  '29-tnds-add-cdata.xml': 'CDATA',
  '32-properties-results.xml': 'CDATA',
  '33-windows-pkg1.xml': 'namespace not used',
  '35-windows-install-alert.xml': 'shuffled',
  '36-quirk-loose-pkg1.xml': 'quirks',
  '37-quirk-loose-pkg3.xml': 'quirks',
  '38-quirk-windows-keepalive.xml': 'no declaration',
  '39-quirk-windows-type-beside-meta.xml': 'quirks',
  '40-quirk-hs20-style.xml': 'quirks',
};

const files = readdirSync(MESSAGES).filter((name) => !name.endsWith('.json'));
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, MESSAGES)));
const encodingOfFile = (name: string): Encoding => (name.endsWith('.xml') ? 'xml' : 'wbxml');

describe('message vectors', () => {
  for (const name of files) {
    const encoding = encodingOfFile(name);
    it(`${name}: both encodings of its model decode to the model`, () => {
      const message = decode(read(name), encoding);
      assert.deepEqual(decode(encode(message, 'xml'), 'xml'), message);
      assert.deepEqual(decode(encode(message, 'wbxml'), 'wbxml'), message);
    });
    it(`${name}: ${name in OTHER_FORM ? `another form (${OTHER_FORM[name]})` : 'byte for byte'}`, () => {
      const bytes = read(name);
      const written = encode(decode(bytes, encoding), encoding);
      const same = Buffer.from(written).equals(bytes);
      assert.equal(same, !(name in OTHER_FORM));
    });
  }

  for (const name of files.filter((file) => file.endsWith('.wbxml') && !file.includes('.own.'))) {
    const xml = name.replace(/\..*$/, '.xml');
    it(`${name}: same model as ${xml}`, () => {
      assert.deepEqual(decode(read(name), 'wbxml'), decode(read(xml), 'xml'));
    });
  }

  it('29-tnds-add-nested.own.wbxml: same tree as the inline one of message 30', () => {
    const nested = decode(read('29-tnds-add-nested.own.wbxml'), 'wbxml').commands[1];
    const inline = decode(read('30-tnds-add-inline.xml'), 'xml').commands[1];
    assert.deepEqual(nested, inline);
  });
});

describe('tree vectors', () => {
  const xml = new Uint8Array(readFileSync(new URL('tnds-standalone.xml', VECTORS)));
  const wbxml = new Uint8Array(readFileSync(new URL('tnds-standalone.wbxml', VECTORS)));
  const nested = JSON.parse(readFileSync(new URL('08-wbxml-nested-tnds.json', VECTORS), 'utf8'));

  it('a tree alone has one model in both encodings, written byte for byte', () => {
    const tree = decodeMarkup(xml, 'xml');
    assert.deepEqual(decodeMarkup(wbxml, 'wbxml'), tree);
    assert.deepEqual(Buffer.from(encodeMarkup(tree, 'xml')), Buffer.from(xml));
    assert.deepEqual(parseMarkup(new TextDecoder().decode(xml)), tree);
    assert.deepEqual(decodeMarkup(encodeMarkup(tree, 'wbxml'), 'wbxml'), tree);
  });

  for (const variant of ['standaloneTnds', 'page0Variant']) {
    it(`${variant} of 08 decodes to the same tree`, () => {
      const bytes = new Uint8Array(Buffer.from(nested[variant].hex, 'hex'));
      assert.deepEqual(decodeMarkup(bytes, 'wbxml'), decodeMarkup(xml, 'xml'));
    });
  }

  for (const name of ['09-bootstrap-dm']) {
    it(`${name}: WBXML holds the tree that XML holds as text`, () => {
      const fromXml = decode(new Uint8Array(readFileSync(new URL(`${name}.xml`, VECTORS))), 'xml');
      const fromWbxml = decode(new Uint8Array(readFileSync(new URL(`${name}.wbxml`, VECTORS))), 'wbxml');
      const add = fromXml.commands[0];
      const item = add?.kind === 'Add' ? add.items[0] : undefined;
      const tree = parseMarkup(item?.data as string);
      assert.deepEqual(fromWbxml, { ...fromXml, commands: [{ ...add, items: [{ ...item, data: tree }] }] });
    });
  }
});
