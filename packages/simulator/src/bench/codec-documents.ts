import { encode, type Item, type Message, type Meta } from '@scomo/syncml';

const SERVER = 'https://dm.example.net/dm?s=0c1f7a52';
const DEVICE = 'IMEI:004999010640000';
const CHR: Meta = { format: 'chr', type: 'text/plain' };

const header = {
  verDtd: '1.2',
  verProto: 'DM/1.2',
  sessionId: '1A2B',
  msgId: '1',
  target: { locUri: SERVER },
  source: { locUri: DEVICE, locName: 'dev-0042' },
  cred: { meta: { format: 'b64', type: 'syncml:auth-md5' }, data: 'AkfXc92gQcNuVSDj4yBCUw==' },
  meta: { maxMsgSize: 65536, maxObjSize: 1048576 },
};

function leaf(locUri: string, data: string): Item {
  return { source: { locUri }, meta: CHR, data };
}

/** Package 1 of a session: alert, device information, a report. About 2 KB of XML. */
const PACKAGE_1: Message = {
  header,
  commands: [
    { kind: 'Alert', cmdId: '1', code: 1201, items: [] },
    {
      kind: 'Replace',
      cmdId: '2',
      items: [
        leaf('./DevInfo/DevId', DEVICE),
        leaf('./DevInfo/Man', 'Acme'),
        leaf('./DevInfo/Mod', 'Widget-9'),
        leaf('./DevInfo/DmV', '1.2'),
        leaf('./DevInfo/Lang', 'en-GB'),
      ],
    },
    {
      kind: 'Alert',
      cmdId: '3',
      code: 1226,
      correlator: 'task-7f3a',
      items: [
        {
          source: { locUri: './SCOMO/Download/editor' },
          meta: { type: 'urn:oma:at:scomo:operationcomplete', format: 'chr', mark: 'informational' },
          data: '1200',
        },
      ],
    },
  ],
  final: true,
};

/** Results of an inventory of 50 components of four nodes each. About 39 KB of XML. */
const INVENTORY: Message = {
  header: { ...header, msgId: '2' },
  commands: [
    {
      kind: 'Status',
      cmdId: '1',
      msgRef: '1',
      cmdRef: '0',
      cmd: 'SyncHdr',
      targetRefs: [DEVICE],
      sourceRefs: [SERVER],
      code: 200,
      items: [],
    },
    {
      kind: 'Results',
      cmdId: '2',
      msgRef: '1',
      cmdRef: '4',
      items: Array.from({ length: 50 }, (_, n) => {
        const node = `./SCOMO/Inv/Deployed/c${n}`;
        return [
          leaf(`${node}/PkgID`, `pkg-${n}`),
          leaf(`${node}/Name`, `Component ${n}`),
          leaf(`${node}/Version`, `${n}.4.2-1`),
          leaf(`${node}/State`, 'Active'),
        ];
      }).flat(),
    },
  ],
  final: true,
};

export interface CodecDocument {
  readonly name: string;
  readonly message: Message;
  readonly xml: Uint8Array;
  readonly wbxml: Uint8Array;
}

/** What the codec benches run over. */
export const CODEC_DOCUMENTS: readonly CodecDocument[] = [
  { name: 'pkg1', message: PACKAGE_1 },
  { name: 'inv200', message: INVENTORY },
].map(({ name, message }) => ({
  name,
  message,
  xml: encode(message, 'xml'),
  wbxml: encode(message, 'wbxml'),
}));
