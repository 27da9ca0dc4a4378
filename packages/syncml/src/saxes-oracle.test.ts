import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { arbitraryMessage } from '@scomo/testkit';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { octets } from '../test/samples.ts';
import { decodeMarkup, encode, LIMITS, SyncmlError } from './index.ts';

const ROOMY = { ...LIMITS, depthMax: 1000, attributesMax: 100 };
const MESSAGES = new URL('../../../vectors/messages/', import.meta.url);

/** What makes us stop without saying whether the document is well-formed. */
const OTHER_REASONS: ReadonlySet<string> = new Set([
  'forbidden-markup',
  'bad-encoding',
  'too-deep',
  'too-many',
]);

/** Whether the document is well-formed with namespaces; undefined when we do not say. */
function ours(bytes: Uint8Array): boolean | undefined {
  try {
    decodeMarkup(bytes, 'xml', ROOMY);
    return true;
  } catch (error) {
    assert.ok(error instanceof SyncmlError);
    return OTHER_REASONS.has(error.code) ? undefined : false;
  }
}

function theirs(text: string): boolean {
  const parser = new SaxesParser({ xmlns: true });
  let good = true;
  parser.on('error', () => {
    good = false;
  });
  try {
    parser.write(text).close();
  } catch {
    return false;
  }
  return good;
}

/** Texts of a document as saxes hears them, by element. */
function heard(text: string): string[] {
  const parser = new SaxesParser({ xmlns: true });
  const out: string[] = [];
  const add = (piece: string) => {
    out[out.length - 1] += piece;
  };
  parser.on('opentag', ({ local, uri }) => out.push(`<${uri}|${local}`, ''));
  parser.on('closetag', () => out.push('>', ''));
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  return out.filter((piece) => piece.trim() !== '');
}

type Tree = ReturnType<typeof decodeMarkup>['elements'][number] | string;
function told(children: readonly Tree[]): string[] {
  return children.flatMap((child) =>
    typeof child === 'string'
      ? child.trim() === ''
        ? []
        : [child]
      : [`<${child.ns}|${child.name}`, ...told(child.children), '>'],
  );
}

const PIECES = [
  ...[
    '<',
    '>',
    '&',
    ';',
    '"',
    "'",
    '/',
    '=',
    ':',
    '!',
    '-',
    '[',
    ']',
    '?',
    ' ',
    '\n',
    '\r',
    '#',
    'x',
    '1',
    'é',
    '😀',
  ],
  ...[
    '\u0000',
    '\u0001',
    '\ufffe',
    '\u00d7',
    ']]>',
    '--',
    '<!--',
    '-->',
    '<![CDATA[',
    '&amp;',
    '&#65;',
    '&#x10;',
  ],
  ...['<a>', '</a>', '<a/>', ' xmlns="u"', ' xmlns:p="u"', '<p:a>', ' a="1"', ' p:a="1"', '<a b="c">'],
];

describe('saxes agrees', () => {
  it('on what the vectors say', () => {
    for (const name of readdirSync(MESSAGES).filter((file) => file.endsWith('.xml'))) {
      const bytes = new Uint8Array(readFileSync(new URL(name, MESSAGES)));
      assert.deepEqual(
        told(decodeMarkup(bytes, 'xml').elements),
        heard(new TextDecoder().decode(bytes)),
        name,
      );
    }
  });

  it('on what our messages say', () => {
    fc.assert(
      fc.property(arbitraryMessage, (message) => {
        const bytes = encode(message, 'xml');
        assert.deepEqual(told(decodeMarkup(bytes, 'xml').elements), heard(new TextDecoder().decode(bytes)));
      }),
      { numRuns: 200 },
    );
  });

  it('on whether a changed message is well-formed', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...PIECES)), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(arbitraryMessage, edits, (message, changes) => {
        let text = new TextDecoder().decode(encode(message, 'xml'));
        for (const [at, drop, piece] of changes) {
          const place = at % text.length;
          text = (text.slice(0, place) + piece + text.slice(place + drop)).toWellFormed();
        }
        agree(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('on whether a heap of markup is well-formed', () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (heap) => agree(`<r>${heap.join('')}</r>`)),
      { numRuns: 3000 },
    );
  });
});

function agree(text: string): void {
  const verdict = ours(octets(text));
  if (verdict !== undefined) assert.equal(verdict, theirs(text), JSON.stringify(text));
}
