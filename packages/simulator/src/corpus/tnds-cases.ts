import { type Case, octets } from './case.ts';
import { serverMessage } from './uri-cases.ts';

type Row = readonly [why: string, document: string, status: number | string];

const command = (kind: string, document: string, uri: string) =>
  `<${kind}><CmdID>2</CmdID><Meta><Format xmlns="syncml:metinf">xml</Format><Type xmlns="syncml:metinf">` +
  `application/vnd.syncml.dmtnds+xml</Type></Meta><Item><Target><LocURI>${uri}</LocURI></Target>` +
  `<Data>${document.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</Data></Item></${kind}>`;
const tree = (nodes: string) => `<MgmtTree><VerDTD>1.2</VerDTD>${nodes}</MgmtTree>`;
const node = (name: string, content = '<Value>v</Value>') =>
  `<Node><NodeName>${name}</NodeName>${content}</Node>`;
const props = (content: string) => `<RTProperties>${content}</RTProperties>`;

/** A document that cannot be read at all. spec/omadm.md §7.5, security.md B1-B3 */
const BROKEN: readonly Row[] = [
  ['no document', '', 415],
  ['a word', 'hello', 415],
  ['half a document', '<MgmtTree><Node>', 415],
  ['another root', '<SyncML/>', 415],
  ['no Node', tree(''), 415],
  ['two roots', `${tree(node('n'))}${tree(node('m'))}`, 415],
  ['a DOCTYPE', `<!DOCTYPE a>${tree(node('n'))}`, 415],
  ['a DOCTYPE with an entity', `<!DOCTYPE a [<!ENTITY b "c">]>${tree(node('n', '<Value>&b;</Value>'))}`, 415],
  ['an external entity', `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>${tree(node('&b;'))}`, 415],
  ['an unknown entity', tree(node('n', '<Value>&b;</Value>')), 415],
  ['a processing instruction', `<?php x?>${tree(node('n'))}`, 415],
  ['1,000 levels', tree('<Node>'.repeat(1000) + '</Node>'.repeat(1000)), 413],
  ['2,001 Nodes', tree(Array.from({ length: 2001 }, (_, at) => node(`n${at}`)).join('')), 413],
  ['1,001 children', tree(Array.from({ length: 1001 }, (_, at) => node(`n${at}`)).join('')), 420],
];

/** Names and Paths that lead out. spec/omadm.md §3.2, §7.5, security.md B12 */
const NAMES: readonly Row[] = [
  ['a name of two dots', tree(node('..')), 400],
  ['a name of a dot', tree(node('.')), 400],
  ['a name with a slash', tree(node('a/b')), 400],
  ['a name with NUL in escapes', tree(node('a%00')), 400],
  ['a name with a broken escape', tree(node('a%zz')), 400],
  ['a name of 128 characters', tree(node('a'.repeat(128))), 414],
  ['a Path up', tree(`<Node><NodeName>n</NodeName><Path>..</Path><Value>v</Value></Node>`), 400],
  [
    'a Path up inside',
    tree(`<Node><NodeName>n</NodeName><Path>a/../../b</Path><Value>v</Value></Node>`),
    400,
  ],
  [
    'a Path of empty segments',
    tree(`<Node><NodeName>n</NodeName><Path>a//b</Path><Value>v</Value></Node>`),
    400,
  ],
  [
    'a Path of 40 segments',
    tree(`<Node><NodeName>n</NodeName><Path>a${'/a'.repeat(40)}</Path><Value>v</Value></Node>`),
    414,
  ],
  ['a Path inside a Node', tree(node('n', `<Node><NodeName>m</NodeName><Path>x</Path></Node>`)), 400],
  ['a Path without a name', tree('<Node><Path>x</Path><Value>v</Value></Node>'), 400],
  ['a Node twice', tree(node('n') + node('n')), 418],
  [
    'a Node twice by a Path',
    tree(`${node('n', node('m'))}<Node><NodeName>m</NodeName><Path>n</Path><Value>v</Value></Node>`),
    418,
  ],
];

/** Contents that contradict themselves. spec/omadm.md §3.3, §3.6, §7.5 */
const CONTENTS: readonly Row[] = [
  ['a Value and Nodes', tree(node('n', `<Value>v</Value>${node('m')}`)), 415],
  ['two Values', tree(node('n', '<Value>v</Value><Value>w</Value>')), 415],
  ['a Value with elements', tree(node('n', '<Value><a/></Value>')), 415],
  [
    'a Value of an interior node',
    tree(node('n', `${props('<Format><node/></Format>')}<Value>v</Value>`)),
    415,
  ],
  ['Nodes in a leaf', tree(node('n', props('<Format><chr/></Format>') + node('m'))), 405],
  ['an unknown Format', tree(node('n', `${props('<Format><blob/></Format>')}<Value>v</Value>`)), 415],
  [
    'a Format of __proto__',
    tree(node('n', `${props('<Format><__proto__/></Format>')}<Value>v</Value>`)),
    415,
  ],
  ['two Formats', tree(node('n', `${props('<Format><chr/><int/></Format>')}<Value>v</Value>`)), 415],
  ['a number of letters', tree(node('n', `${props('<Format><int/></Format>')}<Value>many</Value>`)), 415],
  ['a boolean of yes', tree(node('n', `${props('<Format><bool/></Format>')}<Value>yes</Value>`)), 415],
  ['base64 that is none', tree(node('n', `${props('<Format><b64/></Format>')}<Value>!!!</Value>`)), 415],
  ['an ACL of words', tree(node('n', `${props('<ACL>everybody</ACL>')}<Value>v</Value>`)), 400],
  ['a Value of 70,000 characters', tree(node('n', `<Value>${'v'.repeat(70_000)}</Value>`)), 413],
  [
    'a Title of 300 characters',
    tree(node('n', `${props(`<Title>${'t'.repeat(300)}</Title>`)}<Value>v</Value>`)),
    413,
  ],
];

type Placed = readonly [why: string, body: string, status: number | string];
const GOOD = tree(node('n'));

/** Where a document may not go. spec/omadm.md §2.3, §2.4, §3.1 */
const PLACES: readonly Placed[] = [
  ['Add of a document where a node is', command('Add', tree(node('x')), './A'), 418],
  ['Add of a document below a leaf', command('Add', GOOD, './A/x/n'), 405],
  ['Add of a document to DevInfo', command('Add', GOOD, './DevInfo/n'), 405],
  ['Replace of DevInfo by a document', command('Replace', GOOD, './DevInfo'), 405],
  ['Replace of the root by a document', command('Replace', GOOD, '.'), 405],
  ['Replace by a document where no node is', command('Replace', GOOD, './none'), 404],
  ['Add of an account to the Inbox', command('Add', GOOD, './Inbox/../DMAcc/n'), 400],
];

const GROUPS: readonly (readonly [source: string, rows: readonly Placed[]])[] = [
  [
    'spec/omadm.md §7.5, security.md B1-B3',
    BROKEN.map(([why, text, status]) => [why, command('Add', text, './A/doc'), status]),
  ],
  [
    'spec/omadm.md §3.2, §7.5, security.md B12',
    NAMES.map(([why, text, status]) => [why, command('Add', text, './A/doc'), status]),
  ],
  [
    'spec/omadm.md §3.3, §3.6, §7.5',
    CONTENTS.map(([why, text, status]) => [why, command('Add', text, './A/doc'), status]),
  ],
  ['spec/omadm.md §2.3, §2.4, §3.1', PLACES],
];

/** Tree documents of a proven server that its device must refuse as a whole. */
export const TNDS_CASES: readonly Case[] = GROUPS.flatMap(([source, rows]) =>
  rows.map(([why, body, status]) => ({
    bytes: octets(serverMessage(body)),
    sidecar: { why, source, device: String(status), maxMs: 250 },
  })),
);
