import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { leafWbxml, messageWbxml, messageXml, octets } from '../test/samples.ts';
import { type Command, decode, type Message } from './index.ts';

const vector = (name: string) =>
  decode(
    new Uint8Array(readFileSync(new URL(`../../../vectors/messages/${name}.xml`, import.meta.url))),
    'xml',
  );
const commandsOf = (body: string) => decode(octets(messageXml(body)), 'xml').commands;
const header: Message['header'] = {
  verDtd: '1.2',
  verProto: 'DM/1.2',
  sessionId: '1',
  msgId: '1',
  target: { locUri: 's' },
  source: { locUri: 'd' },
};
const FINAL_MESSAGE: Message = { header, commands: [], final: true };

describe('messages of sloppy clients', () => {
  it('36: namespace 1.1 with VerDTD 1.2, blanks, empty Correlator, missing Data and Final', () => {
    assert.deepEqual(vector('36-quirk-loose-pkg1'), {
      header: {
        verDtd: '1.2',
        verProto: 'DM/1.2',
        sessionId: '30483',
        msgId: '1',
        target: { locUri: 'https://dm.example.net/oma' },
        source: { locUri: 'IMEI:004999010640000' },
      },
      commands: [
        { kind: 'Alert', cmdId: '1', correlator: '', code: 1201, items: [] },
        {
          kind: 'Replace',
          cmdId: '2',
          meta: { type: 'TEXT/PLAIN' },
          items: [
            { source: { locUri: 'DevInfo/DevId' }, data: '\n     IMEI:004999010640000\n   ' },
            { source: { locUri: './DevInfo/Lang' } },
          ],
        },
      ],
      final: false,
    });
  });

  it('37: Status without CmdID and CmdRef, Results without MsgRef, Type with line breaks', () => {
    const { commands } = vector('37-quirk-loose-pkg3');
    assert.deepEqual(commands[0], {
      kind: 'Status',
      cmdId: '',
      msgRef: '1',
      cmdRef: '0',
      cmd: 'SyncHdr',
      targetRefs: [],
      sourceRefs: [],
      code: 200,
      items: [],
    });
    assert.deepEqual(commands[2], {
      kind: 'Results',
      cmdId: '3',
      cmdRef: '4',
      items: [{ source: { locUri: './DevDetail/FwV' }, data: '2.8.1' }],
    });
    assert.deepEqual(commands[3], {
      kind: 'Alert',
      cmdId: '4',
      code: 1226,
      items: [
        { meta: { type: 'org.openmobilealliance.dm.firmwareupdate.userrequest', format: 'chr' }, data: '' },
      ],
    });
  });

  it('38: keep-alive without Final', () => {
    const { commands, final } = vector('38-quirk-windows-keepalive');
    assert.equal(final, false);
    assert.deepEqual(commands, [
      {
        kind: 'Alert',
        cmdId: '2',
        code: 1224,
        items: [{ meta: { type: 'Reversed-Domain-Name:com.microsoft.mdm.requestpending' }, data: '1' }],
      },
    ]);
  });

  it('39: Type beside Meta', () => {
    const alert = vector('39-quirk-windows-type-beside-meta').commands[0];
    assert.deepEqual(alert?.kind === 'Alert' && alert.items, [
      { meta: { type: 'com.microsoft.mdm.synctype' }, data: 'device' },
    ]);
  });

  it('40: Data before TargetRef, Format in capitals', () => {
    const { commands } = vector('40-quirk-hs20-style');
    assert.deepEqual(commands[1], {
      kind: 'Status',
      cmdId: '2',
      msgRef: '1',
      cmdRef: '4',
      cmd: 'Get',
      targetRefs: ['./DevDetail/FwV'],
      sourceRefs: [],
      code: 200,
      items: [],
    });
    assert.deepEqual(commands[2]?.kind === 'Results' && commands[2].items[0]?.meta, {
      format: 'Chr',
      type: 'text/plain',
    });
  });
});

describe('XML a reader takes', () => {
  const same: Readonly<Record<string, string>> = {
    'no namespace': messageXml('<Final/>', '<SyncML>'),
    'namespace 1.1': messageXml('<Final/>', '<SyncML xmlns="SYNCML:SYNCML1.1">'),
    'namespace in lower case': messageXml('<Final/>', "<SyncML xmlns = 'syncml:syncml1.2' >"),
    'prefixed namespace': messageXml(
      '<a:Final/>',
      '<a:SyncML xmlns:a="SYNCML:SYNCML1.2" xmlns="SYNCML:SYNCML1.2">',
    ).replace('</SyncML>', '</a:SyncML>'),
    'byte order mark': `\ufeff${messageXml('<Final/>')}`,
    declaration: `<?xml version='1.0' encoding='utf-8' standalone="yes" ?>\r\n${messageXml('<Final/>')}`,
    'NUL padding': `${messageXml('<Final/>')}\n\0\0\0`,
    'comments everywhere': `<!-- a -->${messageXml('<!-- <b> & --><Final><!----></Final>')}<!-- c -->`,
    'empty elements in the long form': messageXml('<Final></Final >'),
    'unknown elements with content': messageXml('<X><Add><CmdID>1</CmdID></Add>text</X><Final/><Y/>'),
    'elements of a foreign namespace': messageXml('<Add xmlns="urn:x"><CmdID>1</CmdID></Add><Final/>'),
    'attributes and foreign prefixes': messageXml('<Final xmlns:m="urn:m" m:e="1" e="&lt;&#10;2"/>'),
    'elements where they do not belong': messageXml('<Item/><LocURI>x</LocURI><Final/>'),
    'text between elements': messageXml('\n  text &amp; <![CDATA[<Add>]]> more\n<Final/>'),
    'body before header': messageXml('<Final/>').replace(
      /(<SyncHdr>.*<\/SyncHdr>)(<SyncBody>.*<\/SyncBody>)/,
      '$2$1',
    ),
    'names beyond ASCII': messageXml('<größe>1</größe><Final/>'),
  };
  for (const [why, document] of Object.entries(same)) {
    it(why, () => assert.deepEqual(decode(octets(document), 'xml'), FINAL_MESSAGE));
  }

  it('joins text, CDATA, references and comments; keeps values exact and trims fields', () => {
    const [command] = commandsOf(
      '<Add><CmdID>\n 4<!-- x -->2&#x20;</CmdID><Item><Target> ./a </Target>' +
        '<Data> a&lt;<![CDATA[<&]]>]]<!-- c -->&#233;é\r\nb\rc&#13; </Data></Item></Add>',
    );
    assert.deepEqual(command, {
      kind: 'Add',
      cmdId: '42',
      items: [{ target: { locUri: './a' }, data: ' a<<&]]éé\nb\nc\r ' }],
    });
  });

  it('keeps an Item empty, with empty Data and with blank Data apart', () => {
    const [command] = commandsOf(
      '<Add><CmdID>1</CmdID><Item/><Item><Data/></Item><Item><Data></Data></Item><Item><Data> </Data></Item></Add>',
    );
    assert.deepEqual(command?.kind === 'Add' && command.items, [
      {},
      { data: '' },
      { data: '' },
      { data: ' ' },
    ]);
  });

  it('reads markup in Data as a tree with namespaces, without indentation', () => {
    const [command] = commandsOf(
      '<Add><CmdID>1</CmdID><Item><Data>\n<t:MgmtTree xmlns:t="syncml:dmddf1.2" a="1">\n <t:VerDTD>1.2</t:VerDTD>' +
        '<x xmlns="">a<y/> </x><z> </z></t:MgmtTree>\n</Data></Item></Add>',
    );
    const ns = 'syncml:dmddf1.2';
    const outer = 'SYNCML:SYNCML1.2';
    assert.deepEqual(command?.kind === 'Add' && command.items[0]?.data, {
      elements: [
        {
          name: 'MgmtTree',
          ns,
          children: [
            { name: 'VerDTD', ns, children: ['1.2'] },
            { name: 'x', ns: '', children: ['a', { name: 'y', ns: '', children: [] }] },
            { name: 'z', ns: outer, children: [' '] },
          ],
        },
      ],
    });
  });

  it('reads every Meta value, in MetInf as well, and drops what is no number', () => {
    const meta =
      '<Type>t</Type><Format>f</Format><Mark>m</Mark><Size>5</Size><Anchor><Last>1</Last><Next>2</Next></Anchor>' +
      '<Version>v</Version><NextNonce>bm9uY2U=</NextNonce><MaxMsgSize>1</MaxMsgSize><MaxObjSize>9007199254740991</MaxObjSize>' +
      '<EMI>a</EMI><EMI>b</EMI><Mem><SharedMem/><FreeMem>7</FreeMem><FreeID>8</FreeID></Mem>';
    const expected = {
      type: 't',
      format: 'f',
      mark: 'm',
      size: 5,
      anchor: { last: '1', next: '2' },
      version: 'v',
      nextNonce: 'bm9uY2U=',
      maxMsgSize: 1,
      maxObjSize: 9007199254740991,
      emi: ['a', 'b'],
      mem: { sharedMem: true, freeMem: 7, freeId: 8 },
    };
    const metaOfCommand = (inside: string) => {
      const [command] = commandsOf(`<Get><CmdID>1</CmdID><Meta>${inside}</Meta></Get>`);
      return command?.kind === 'Get' ? command.meta : undefined;
    };
    assert.deepEqual(metaOfCommand(meta), expected);
    assert.deepEqual(metaOfCommand(`<MetInf xmlns="syncml:metinf">${meta}</MetInf>`), expected);
    assert.deepEqual(
      metaOfCommand(
        '<Size>-1</Size><MaxMsgSize>1e3</MaxMsgSize><MaxObjSize>9007199254740992</MaxObjSize><Anchor/><Mem/>',
      ),
      {},
    );
  });

  it('names commands DM does not use, and codes that are no numbers', () => {
    const expected: Command[] = [
      { kind: 'Unsupported', cmdId: '7', name: 'Sync' },
      { kind: 'Alert', cmdId: '8', items: [] },
      {
        kind: 'Status',
        cmdId: '',
        msgRef: '',
        cmdRef: '',
        cmd: '',
        targetRefs: [],
        sourceRefs: [],
        code: 0,
        items: [],
      },
    ];
    assert.deepEqual(
      commandsOf(
        '<Sync><CmdID>7</CmdID><Add><CmdID>9</CmdID></Add></Sync><Alert><CmdID>8</CmdID><Data>x</Data></Alert>' +
          '<Status><Data>2xx</Data></Status>',
      ),
      expected,
    );
  });
});

describe('WBXML a reader takes', () => {
  const FINAL = octets(0x12);
  const start = (...parts: readonly (number | string)[]) => octets(...parts);
  const fpi = '-//SYNCML//DTD SyncML 1.2//EN';
  const same: Readonly<Record<string, Uint8Array>> = {
    'version 1.1': messageWbxml(FINAL, start(1, 0xa4, 1, 0x6a, 0)),
    'version 1.3': messageWbxml(FINAL, start(3, 0xa4, 1, 0x6a, 0)),
    'public id 1.1': messageWbxml(FINAL, start(2, 0x9f, 0x53, 0x6a, 0)),
    'public id unknown': messageWbxml(FINAL, start(2, 1, 0x6a, 0)),
    'charset unspecified': messageWbxml(FINAL, start(2, 0xa4, 1, 0, 0)),
    'charset US-ASCII': messageWbxml(FINAL, start(2, 0xa4, 1, 3, 0)),
    'literal public id without NUL': messageWbxml(FINAL, start(2, 0, 0, 0x6a, 0x1d, fpi)),
    'literal public id with NUL': messageWbxml(FINAL, start(2, 0, 0, 0x6a, 0x1e, fpi, 0)),
    'literal public id without a table': messageWbxml(FINAL, start(2, 0, 0, 0x6a, 0)),
    'overlong integers': messageWbxml(FINAL, start(2, 0x80, 0x80, 0x80, 0xa4, 1, 0x80, 0x6a, 0x80, 0)),
    'xmlns as a literal attribute of the root': messageWbxml(
      FINAL,
      start(2, 0xa4, 1, 0x6a, 6, 'xmlns', 0),
      octets(0xed, 4, 0, 3, 'SYNCML:SYNCML1.2', 0, 1),
    ),
    'root as a literal tag': messageWbxml(FINAL, start(2, 0xa4, 1, 0x6a, 6, 'SyncML'), octets(0x44, 0)),
    'PI before the root': messageWbxml(FINAL, start(2, 0xa4, 1, 0x6a, 0, 0x43, 5, 3, 'a', 0, 1)),
    'page switches without need': messageWbxml(octets(0, 1, 0, 2, 0, 0, 0x12)),
    'Final with content': messageWbxml(octets(0x52, 1)),
    'Final with attributes of all kinds': messageWbxml(
      octets(0x92, 0, 9, 5, 3, 'v', 0, 0x85, 0xc3, 1, 0xff, 2, 0x41, 1),
    ),
    'unknown tags with content': messageWbxml(octets(0x70, 0x45, 3, 'x', 0, 1, 0xc3, 1, 0xff, 1, 0x3d, 0x12)),
    'unknown literal tag': messageWbxml(
      octets(0x44, 0, 0x45, 1, 1, 0x12),
      start(2, 0xa4, 1, 0x6a, 2, 'x', 0),
    ),
    'garbage behind the root': octets(messageWbxml(FINAL), 0xff, 0, 3),
    'text where it does not matter': messageWbxml(octets(3, 'text', 0, 0x12)),
  };
  for (const [why, bytes] of Object.entries(same)) {
    it(why, () => assert.deepEqual(decode(bytes, 'wbxml'), FINAL_MESSAGE));
  }

  it('joins STR_I, STR_T, ENTITY and OPAQUE', () => {
    const table = octets(2, 0xa4, 1, 0x6a, 5, 'cd', 0, 'é');
    const add = octets(
      0x45,
      0x4b,
      3,
      ' 4',
      0,
      0x83,
      0,
      1,
      0x54,
      0x4f,
      3,
      'ab',
      0,
      0x83,
      0,
      0x83,
      3,
      2,
      0x81,
      0xc0,
      0x2c,
      0xc3,
      1,
      'z',
      1,
      1,
      1,
    );
    assert.deepEqual(decode(messageWbxml(add, table), 'wbxml').commands, [
      { kind: 'Add', cmdId: '4cd', items: [{ data: 'abcdé\u602cz' }] },
    ]);
  });

  it('takes raw octets for base64 text in Cred and NextNonce, and base64 text as it is', () => {
    const digest = octets(1, 2, 3, 0xff);
    const status = octets(
      0x69,
      0x4e,
      0x4f,
      0xc3,
      4,
      digest,
      1,
      1,
      0x49,
      0x5a,
      0,
      1,
      0x50,
      0xc3,
      4,
      digest,
      1,
      1,
      1,
      1,
    );
    const [command] = decode(messageWbxml(status), 'wbxml').commands;
    assert.deepEqual(command?.kind === 'Status' && [command.cred, command.chal], [
      { data: 'AQID/w==' },
      { meta: { nextNonce: 'AQID/w==' } },
    ]);
    const text = octets(0x69, 0x4e, 0x4f, 0xc3, 8, 'AQID/w==', 1, 1, 1);
    const [other] = decode(messageWbxml(text), 'wbxml').commands;
    assert.deepEqual(other?.kind === 'Status' && other.cred, { data: 'AQID/w==' });
  });

  it('finds TNDS as tags of page 2 and skips tags without a name in it', () => {
    const type = octets(0x5a, 0, 1, leafWbxml(0x13, 'application/vnd.syncml.dmtnds+wbxml'), 1);
    const tree = octets(0, 2, 0x60, leafWbxml(0x37, '1.2'), 0x7f, 0x64, 1, 1, 0x64, 1, 1);
    const add = octets(0x45, 0x54, type, 0, 0, 0x4f, tree, 1, 1, 1, 0, 0, 0x12);
    const ns = 'syncml:dmddf1.2';
    assert.deepEqual(decode(messageWbxml(add), 'wbxml').commands, [
      {
        kind: 'Add',
        cmdId: '',
        items: [
          {
            meta: { type: 'application/vnd.syncml.dmtnds+xml' },
            data: {
              elements: [
                {
                  name: 'MgmtTree',
                  ns,
                  children: [
                    { name: 'VerDTD', ns, children: ['1.2'] },
                    { name: 'Node', ns, children: [] },
                  ],
                },
              ],
            },
          },
        ],
      },
    ]);
  });
});
