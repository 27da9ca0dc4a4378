import { encodeMarkup, SyncmlError } from '@scomo/syncml';
import { DdfError } from '../src/ddf/document.ts';
import { parseDdf } from '../src/ddf/parse.ts';
import { renderDdf } from '../src/ddf/render.ts';
import { ACCOUNT_DDF, DEV_INFO_DDF } from '../src/ddf/standard.ts';

const names = [
  ...[
    'MgmtTree',
    'VerDTD',
    'Man',
    'Mod',
    'Node',
    'NodeName',
    'Path',
    'RTProperties',
    'DFProperties',
    'Value',
  ],
  ...['AccessType', 'DFFormat', 'Occurrence', 'Scope', 'DFType', 'DFTitle', 'MIME', 'DDFName', 'CaseSense'],
  ...['OneOrN', 'ZeroOrN', 'One', 'Permanent', 'chr', 'node', 'Get', 'CIS', 'ACL', 'Type'],
];
export const tokens: readonly (string | Uint8Array)[] = [
  ...names.flatMap((name) => [`<${name}>`, `</${name}>`, `<${name}/>`]),
  ...['65536', '2', '1', 'xmlns="syncml:dmddf1.2"', '<![CDATA[', ']]>', '&amp;'],
  ...[[0x00, 0x02], [0x60], [0x64], [0x56], [0x68], [0x03], [0x01], [0xc3]].map((octets) =>
    Uint8Array.from(octets),
  ),
];
export const seeds: readonly (string | Uint8Array)[] = (['xml', 'wbxml'] as const).flatMap((encoding) => [
  encodeMarkup(renderDdf({ man: 'M', nodes: [DEV_INFO_DDF] }), encoding),
  encodeMarkup(renderDdf({ nodes: [{ name: 'DMAcc', children: [ACCOUNT_DDF] }] }), encoding),
]);

/** A device description is refused or says the same when it is written out and read again. */
export function fuzz(data: Uint8Array): void {
  const read = orRefused(data);
  if (read === undefined) return;
  const text = JSON.stringify(read);
  for (const encoding of ['xml', 'wbxml'] as const) {
    const back = orRefused(encodeMarkup(renderDdf(read), encoding));
    if (JSON.stringify(back) !== text) throw new Error(`as ${encoding}: ${text} is ${JSON.stringify(back)}`);
  }
}

function orRefused(data: Uint8Array): ReturnType<typeof parseDdf> | undefined {
  try {
    return parseDdf(data);
  } catch (error) {
    if (error instanceof SyncmlError || error instanceof DdfError) return undefined;
    throw error;
  }
}
