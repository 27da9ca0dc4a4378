import { isDeepStrictEqual } from 'node:util';
import type { Data, Meta } from '@scomo/syncml';
import { execute, getNode, interior, putNode, standardTree, type Tree } from '../src/index.ts';

const FACTS = { devId: 'd', man: 'm', mod: 'm', dmV: '1.2', lang: 'en' };
const DETAIL = { devTyp: 't', oem: 'o', fwV: '1', swV: '1', hwV: '1', lrgObj: false };
const TYPE = 'application/vnd.syncml.dmtnds+xml';
const META: Meta = { format: 'xml', type: TYPE };
const context = { serverId: 's', objects: [], now: '2026-01-02T03:04:05Z' };
const empty: Tree = putNode(
  standardTree({ ...FACTS, ...DETAIL }),
  './A',
  interior({}, { acl: 'Add=*&Delete=*&Get=*&Replace=*' }),
);

const node = (name: string, content: string) => `<Node><NodeName>${name}</NodeName>${content}</Node>`;
const properties = (content: string) => `<RTProperties>${content}</RTProperties>`;
export const tokens: readonly string[] = [
  ...[
    '<Node>',
    '</Node>',
    '<NodeName>n</NodeName>',
    '<Path>a/b</Path>',
    '<Path>..</Path>',
    '<Value>1</Value>',
  ],
  ...[
    '<Format><int/></Format>',
    '<Format><node/></Format>',
    '<Format><bin/></Format>',
    '<DDFName/>',
    '<MIME/>',
  ],
  ...[
    '<ACL>Get=*</ACL>',
    '<Title>t</Title>',
    '<VerNo>1</VerNo>',
    '%2F',
    '%00',
    '..',
    'a/b',
    '&amp;',
    '<![CDATA[',
  ],
];
export const seeds: readonly string[] = [
  `<MgmtTree>${node('n', '<Value>v</Value>')}</MgmtTree>`,
  `<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>${node('n', properties('<Format><node/></Format><Type><DDFName>a</DDFName></Type>') + node('m', `${properties('<Format><int/></Format><Type><MIME>text/plain</MIME></Type>')}<Value>7</Value>`))}</MgmtTree>`,
  `<MgmtTree>${node('n', properties('<Format><bin/></Format>'))}<Node><NodeName>m</NodeName><Path>n/o</Path></Node></MgmtTree>`,
];

/** A document changes nothing or is there as a whole; what is read of it makes the same nodes somewhere else. */
export function fuzz(data: Uint8Array): void {
  const text = new TextDecoder().decode(data);
  const document: Data = (data[0] ?? 0) < 4 ? data : text;
  const added = addDocument(document);
  if (added.code >= 300 && !isDeepStrictEqual(added.tree, empty))
    throw new Error(`${added.code}, and a trace`);
  const made = getNode(added.tree, './A');
  if (added.code >= 300 || made?.format !== 'node') return;
  for (const name of made.children.keys()) {
    const uri = `./A/${encodeURIComponent(name)}`;
    const get = execute(
      added.tree,
      { kind: 'Get', cmdId: '1', items: [{ target: { locUri: `${uri}?list=TNDS` } }] },
      context,
    );
    const told = get.results[0]?.items[0]?.data;
    if (told === undefined || typeof told === 'string') continue;
    const again = addDocument(told);
    // What the server may not read is not told: rights of the document's own making are left alone.
    if (JSON.stringify(told).includes('"ACL"')) continue;
    if (again.code >= 300) throw new Error(`${again.code} for what was told`);
    if (!isDeepStrictEqual(getNode(again.tree, uri), made.children.get(name)))
      throw new Error(`${uri} is not what was told`);
  }
}

function addDocument(data: Data): { readonly tree: Tree; readonly code: number } {
  const items = [{ target: { locUri: './A' }, data }];
  const { tree, statuses } = execute(empty, { kind: 'Add', cmdId: '1', meta: META, items }, context);
  return { tree, code: statuses[0]?.code ?? 0 };
}
