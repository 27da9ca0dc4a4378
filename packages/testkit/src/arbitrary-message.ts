import {
  type Alert,
  type Chal,
  type Command,
  type Cred,
  DDF_NAMESPACE,
  type Element,
  type Header,
  type Item,
  type Location,
  type Markup,
  type Message,
  type Meta,
  type Results,
  type Status,
} from '@scomo/syncml';
import fc from 'fast-check';

/** Objects with the usual prototype, as decoders make them. */
const PLAIN = { noNullPrototype: true } as const;

const ODD_CHARS = [...'<>&"\']]>\t\n\r \u0085\u00a0\ufeffé€漢😀', ...'abc./-%0'];
const unit = fc.oneof(
  fc.constantFrom(...ODD_CHARS),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);
const isXml = (text: string) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
const trimmed = (text: string) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

/** Text any encoding can carry as it is. */
export const valueText: fc.Arbitrary<string> = fc.string({ unit, maxLength: 80 }).filter(isXml);

/** The same without XML white space around it, as protocol fields are. */
export const fieldText: fc.Arbitrary<string> = valueText.map(trimmed);

const word = fc.stringMatching(/^[A-Za-z0-9]{1,8}$/);
const uri = fc.oneof(
  word.map((name) => `./SCOMO/${name}`),
  fieldText.filter((text) => text !== ''),
);
const base64 = fc.uint8Array({ maxLength: 18 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const flag = fc.constant(true as const);

const location: fc.Arbitrary<Location> = fc.record(
  { locUri: uri, locName: fieldText },
  { ...PLAIN, requiredKeys: ['locUri'] },
);

/** Formats but `bin`, which is for octets. */
const format = fc.constantFrom('chr', 'int', 'bool', 'xml', 'node', 'b64', 'Chr');
const type = fc.oneof(fc.constantFrom('text/plain', 'application/vnd.syncml.dmtnds+xml'), word);
const metaFields = {
  format,
  type,
  mark: fieldText,
  size: count,
  version: fieldText,
  nextNonce: base64,
  maxMsgSize: count,
  maxObjSize: count,
  emi: fc.array(fieldText, { minLength: 1, maxLength: 2 }),
  anchor: fc.record({ last: fieldText, next: fieldText }, { ...PLAIN, requiredKeys: ['next'] }),
  mem: fc.record(
    { sharedMem: flag, freeMem: count, freeId: count },
    { ...PLAIN, requiredKeys: ['freeMem', 'freeId'] },
  ),
};

export const arbitraryMeta: fc.Arbitrary<Meta> = fc.record(metaFields, { ...PLAIN, requiredKeys: [] });

const cred: fc.Arbitrary<Cred> = fc.record(
  { meta: arbitraryMeta, data: base64 },
  { ...PLAIN, requiredKeys: ['data'] },
);
const chal: fc.Arbitrary<Chal> = fc.record({ meta: arbitraryMeta }, PLAIN);

function element(name: string, ...children: (Element | string)[]): Element {
  return { name, ns: DDF_NAMESPACE, children: children.filter((child) => child !== '') };
}

const leafNode = fc
  .tuple(word, valueText)
  .map(([name, value]) => element('Node', element('NodeName', name), element('Value', value)));
const innerNode = fc
  .tuple(word, fc.array(leafNode, { maxLength: 3 }))
  .map(([name, nodes]) =>
    element(
      'Node',
      element('NodeName', name),
      element('RTProperties', element('Format', element('node'))),
      ...nodes,
    ),
  );

/** TNDS trees. */
export const arbitraryTree: fc.Arbitrary<Markup> = fc
  .array(innerNode, { minLength: 1, maxLength: 2 })
  .map((nodes) => ({ elements: [element('MgmtTree', element('VerDTD', '1.2'), ...nodes)] }));

const itemFields = {
  target: location,
  source: location,
  sourceParent: location,
  targetParent: location,
  moreData: flag,
};
const textItem: fc.Arbitrary<Item> = fc.record(
  { ...itemFields, meta: arbitraryMeta, data: fc.oneof({ weight: 3, arbitrary: valueText }, arbitraryTree) },
  { ...PLAIN, requiredKeys: [] },
);
const octetItem: fc.Arbitrary<Item> = fc.record(
  {
    ...itemFields,
    meta: fc.record({ ...metaFields, format: fc.constant('bin') }, { ...PLAIN, requiredKeys: ['format'] }),
    data: fc.uint8Array({ maxLength: 40 }),
  },
  { ...PLAIN, requiredKeys: ['meta', 'data'] },
);

interface Parts {
  readonly items: fc.Arbitrary<Item[]>;
}

const base = { cmdId: word, noResp: flag };

function itemCommand<K extends string>(kind: K, { items }: Parts) {
  return fc.record(
    { kind: fc.constant(kind), ...base, cred, meta: arbitraryMeta, items },
    { ...PLAIN, requiredKeys: ['kind', 'cmdId', 'items'] },
  );
}

function status({ items }: Parts): fc.Arbitrary<Status> {
  const refs = fc.array(uri, { maxLength: 2 });
  return fc.record(
    {
      kind: fc.constant('Status' as const),
      cmdId: word,
      msgRef: word,
      cmdRef: word,
      cmd: word,
      targetRefs: refs,
      sourceRefs: refs,
      cred,
      chal,
      code: fc.nat({ max: 9999 }),
      items,
    },
    {
      ...PLAIN,
      requiredKeys: ['kind', 'cmdId', 'msgRef', 'cmdRef', 'cmd', 'targetRefs', 'sourceRefs', 'code', 'items'],
    },
  );
}

function results({ items }: Parts): fc.Arbitrary<Results> {
  return fc.record(
    {
      kind: fc.constant('Results' as const),
      cmdId: word,
      msgRef: word,
      cmdRef: word,
      meta: arbitraryMeta,
      targetRef: uri,
      sourceRef: uri,
      items,
    },
    { ...PLAIN, requiredKeys: ['kind', 'cmdId', 'items'] },
  );
}

function alert({ items }: Parts): fc.Arbitrary<Alert> {
  return fc.record(
    {
      kind: fc.constant('Alert' as const),
      ...base,
      cred,
      code: fc.nat({ max: 9999 }),
      correlator: fieldText,
      items,
    },
    { ...PLAIN, requiredKeys: ['kind', 'cmdId', 'items'] },
  );
}

function plainCommand(parts: Parts): fc.Arbitrary<Command> {
  const unsupported = fc.record(
    { kind: fc.constant('Unsupported' as const), ...base, name: fc.constantFrom('Map', 'Put', 'Sync') },
    { ...PLAIN, requiredKeys: ['kind', 'cmdId', 'name'] },
  );
  return fc.oneof(
    itemCommand('Add' as const, parts),
    itemCommand('Replace' as const, parts),
    itemCommand('Copy' as const, parts),
    itemCommand('Delete' as const, parts).chain((command) =>
      fc.constantFrom<Command>(command, { ...command, archive: true }, { ...command, sftDel: true }),
    ),
    itemCommand('Get' as const, parts).chain((command) => fieldText.map((lang) => ({ ...command, lang }))),
    itemCommand('Exec' as const, parts).chain((command) =>
      fieldText.map((correlator) => ({ ...command, correlator })),
    ),
    alert(parts),
    status(parts),
    results(parts),
    unsupported,
  );
}

function container(commands: fc.Arbitrary<Command[]>): fc.Arbitrary<Command> {
  return fc.record(
    { kind: fc.constantFrom('Atomic' as const, 'Sequence' as const), ...base, meta: arbitraryMeta, commands },
    { ...PLAIN, requiredKeys: ['kind', 'cmdId', 'commands'] },
  ) as fc.Arbitrary<Command>;
}

const header: fc.Arbitrary<Header> = fc.record(
  {
    verDtd: fc.constantFrom('1.1', '1.2'),
    verProto: fc.constantFrom('DM/1.1', 'DM/1.2', 'DM/1.3'),
    sessionId: word,
    msgId: fc.integer({ min: 1, max: 999 }).map(String),
    target: location,
    source: location,
    respUri: uri,
    noResp: flag,
    cred,
    meta: arbitraryMeta,
  },
  { ...PLAIN, requiredKeys: ['verDtd', 'verProto', 'sessionId', 'msgId', 'target', 'source'] },
);

function message(parts: Parts): fc.Arbitrary<Message> {
  const plain = plainCommand(parts);
  const inner = container(fc.array(plain, { maxLength: 2 }));
  const command = fc.oneof(
    { weight: 6, arbitrary: plain },
    {
      weight: 1,
      arbitrary: container(fc.array(fc.oneof({ weight: 3, arbitrary: plain }, inner), { maxLength: 3 })),
    },
  );
  return fc.record({ header, commands: fc.array(command, { maxLength: 4 }), final: fc.boolean() }, PLAIN);
}

/** Messages as our own side may compose them without octets: they survive both encodings exactly. */
export const arbitraryMessage: fc.Arbitrary<Message> = message({
  items: fc.array(textItem, { maxLength: 3 }),
});

/** The same with octets (Format `bin`) among the values: they survive WBXML exactly, XML makes them base64 text. */
export const arbitraryOctetMessage: fc.Arbitrary<Message> = message({
  items: fc.array(fc.oneof(textItem, octetItem), { maxLength: 3 }),
});
