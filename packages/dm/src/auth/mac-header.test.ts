import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vector } from '../../test/octets.ts';
import { LIMITS } from '../limits.ts';
import { fitsMacHeader, readMacHeader, writeMacHeader } from './mac-header.ts';

const MAC = 'Zz6EivR3yeaaENcRN6lpAQ==';

interface Vector {
  readonly headerParse: readonly {
    readonly value: string;
    readonly parsed?: { readonly username: string; readonly mac: string };
  }[];
  readonly quirk: { readonly specSample: string; readonly decodesTo: string };
}
const { headerParse, quirk } = vector<Vector>('03-auth-hmac.json');

for (const { value, parsed } of headerParse) {
  test(`golden header: ${value}`, () => {
    const expected = parsed && { name: parsed.username, mac: parsed.mac };
    assert.deepEqual(readMacHeader(value), expected);
  });
}

const good: readonly [id: string, text: string, name: string][] = [
  ['no blanks', `algorithm=MD5,username="dev",mac=${MAC}`, 'dev'],
  ['many blanks and tabs', ` mac = ${MAC} ,\tusername =  "dev" , algorithm = md5 `, 'dev'],
  ['mac without padding', `username="dev", mac=${MAC.replace(/=+$/, '')}`, 'dev'],
  ['all quoted', `algorithm="MD5", username="dev", mac="${MAC}"`, 'dev'],
  ['blank in a bare name', `username=Robert Jordan, mac=${MAC}`, 'Robert Jordan'],
  ['names in capitals', `USERNAME="dev", MAC=${MAC}`, 'dev'],
  ['escapes', `username="a\\"b\\\\c", mac=${MAC}`, 'a"b\\c'],
  ['UTF-8', `username="${Buffer.from('Zoë', 'utf8').toString('latin1')}", mac=${MAC}`, 'Zoë'],
  ['Latin-1', `username="Zo\xeb", mac=${MAC}`, 'Zoë'],
  ['a comma at the end', `username="dev", mac=${MAC},`, 'dev'],
];
for (const [id, text, name] of good) {
  test(`tolerated: ${id}`, () => assert.deepEqual(readMacHeader(text), { name, mac: MAC }));
}

test('base64 of the hexadecimal text is the same MAC', () => {
  const mac = Buffer.from(quirk.decodesTo, 'hex').toString('base64');
  assert.deepEqual(readMacHeader(`username="x", mac=${quirk.specSample}`), { name: 'x', mac });
});

const bad: readonly [id: string, text: string][] = [
  ['nothing', ''],
  ['no parameter', 'MD5'],
  ['mac missing', 'algorithm=MD5, username="dev"'],
  ['username missing', `algorithm=MD5, mac=${MAC}`],
  ['empty name', `username="", mac=${MAC}`],
  ['empty mac', 'username="dev", mac='],
  ['SHA1', `algorithm=SHA1, username="dev", mac=${MAC}`],
  ['two names', `username="dev", username="dev", mac=${MAC}`],
  ['two headers in one', `username="dev", mac=${MAC}, username="dev", mac=${MAC}`],
  ['a parameter of its own', `username="dev", mac=${MAC}, realm="x"`],
  ['an open quote', `username="dev, mac=${MAC}`],
  ['a quote in a bare name', `username=de"v, mac=${MAC}`],
  ['text behind a quote', `username="dev"x, mac=${MAC}`],
  ['a semicolon', `username="dev"; mac=${MAC}`],
  ['mac too short', 'username="dev", mac=AAAA'],
  ['mac too long', `username="dev", mac=${'A'.repeat(28)}`],
  ['mac no base64', `username="dev", mac=${'!'.repeat(24)}`],
  ['32 octets that are no hex', `username="dev", mac=${Buffer.alloc(32, 'z').toString('base64')}`],
  ['a line feed', `username="dev"\n, mac=${MAC}`],
  ['a carriage return in the name', `username="d\rev", mac=${MAC}`],
  ['a NUL', `username="d\0ev", mac=${MAC}`],
  ['no octets', `username="d\u0100ev", mac=${MAC}`],
];
for (const [id, text] of bad) {
  test(`A11 no header of ours: ${id}`, () => assert.equal(readMacHeader(text), undefined));
}

test('the length has a limit', () => {
  const rest = `username="", mac=${MAC}`.length;
  const of = (length: number) => `username="${'n'.repeat(length - rest)}", mac=${MAC}`;
  assert.ok(readMacHeader(of(LIMITS.macHeaderCharsMax)));
  assert.equal(readMacHeader(of(LIMITS.macHeaderCharsMax + 1)), undefined);
});

test('what is written is read back; what cannot be is said beforehand', () => {
  for (const name of ['dev', 'a, b=c', 'a"b\\c', 'Zoë', '中', ' ', '"', '\\']) {
    assert.equal(fitsMacHeader(name), true, name);
    assert.deepEqual(readMacHeader(writeMacHeader({ name, mac: MAC })), { name, mac: MAC });
  }
  for (const name of ['', 'a\nb', '\0', 'n'.repeat(LIMITS.macHeaderCharsMax), '\ud800']) {
    assert.equal(fitsMacHeader(name), false);
  }
});
